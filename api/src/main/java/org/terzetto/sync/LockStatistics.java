package org.terzetto.sync;

import java.util.Optional;
import org.terzetto.Task;

/**
 * Numbers about a {@link Lock} or {@link StrictFifoLock} at one moment.
 *
 * @param locked whether somebody holds it
 * @param owner who holds it
 * @param tasksWaiting tasks in {@code acquire}, and tasks that were signalled in a {@link
 *     Condition} of this lock and wait to have it back
 */
public record LockStatistics(boolean locked, Optional<Task<?>> owner, int tasksWaiting) {}
