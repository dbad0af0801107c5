package org.terzetto.lowlevel;

/**
 * What {@link WorkerThreads} have, at one moment.
 *
 * @param living how many threads there are
 * @param idle how many of them wait for a job
 */
public record WorkerThreadsStatistics(int living, int idle) {}
