package org.terzetto.sync;

/**
 * Numbers about a {@link Condition} at one moment.
 *
 * @param tasksWaiting tasks in {@link Condition#await} that have not been signalled
 * @param lock the numbers of its lock
 */
public record ConditionStatistics(int tasksWaiting, LockStatistics lock) {}
