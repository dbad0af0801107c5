package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * How a task that was begun with {@link Nursery#start} says that it is ready. Belongs to the run;
 * not safe for other threads.
 *
 * @param <V> what it reports
 */
@FunctionalInterface
public interface TaskStatus<V extends @Nullable Object> {
  /**
   * Says that the task is ready, hands {@code value} to the caller of {@link Nursery#start}, and
   * moves the task with everything below it into the target nursery.
   *
   * <p>If the caller of {@code start} has been cancelled by then, nothing happens: the task stays
   * under it, and is cancelled with it.
   *
   * @checkpoint never
   * @thread a task of the run
   * @param value what {@code start} returns
   * @throws IllegalStateException if called a second time
   * @throws WrongThreadException if the caller does not have the turn of the run
   */
  void started(V value);

  /**
   * A status that ignores what it is told, any number of times, so that a function written for
   * {@link Nursery#start} can be called directly.
   *
   * @param <V> what would be reported
   * @return the status
   */
  static <V extends @Nullable Object> TaskStatus<V> ignored() {
    return value -> {};
  }
}
