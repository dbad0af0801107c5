package org.terzetto.sync;

import java.util.OptionalInt;

/**
 * Numbers about a {@link Semaphore} at one moment.
 *
 * @param value the units that are free
 * @param maxValue the most there may be; empty if there is no limit
 * @param tasksWaiting tasks in {@link Semaphore#acquire}
 */
public record SemaphoreStatistics(int value, OptionalInt maxValue, int tasksWaiting) {}
