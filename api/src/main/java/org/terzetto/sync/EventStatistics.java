package org.terzetto.sync;

/**
 * Numbers about an {@link Event} at one moment.
 *
 * @param tasksWaiting tasks in {@link Event#await}
 */
public record EventStatistics(int tasksWaiting) {}
