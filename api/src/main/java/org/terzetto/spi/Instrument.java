package org.terzetto.spi;

import java.time.Duration;
import org.terzetto.Task;

/**
 * Watches a run. Override the hooks of interest: those left alone are never called and cost
 * nothing.
 *
 * <p>Hooks run on the loop, between or inside the steps of tasks; they must not block and cannot
 * suspend. Functions of the run, such as {@link org.terzetto.Terzetto#currentTime}, may be called.
 * A hook that throws is logged, and its instrument is removed for good.
 */
public interface Instrument {
  /** The run begins; the first event. */
  default void beforeRun() {}

  /** The run has ended and closed its backend; the last event. */
  default void afterRun() {}

  /**
   * A task was created.
   *
   * @param task the new task
   */
  default void taskSpawned(Task<?> task) {}

  /**
   * A task became runnable.
   *
   * @param task the task
   */
  default void taskScheduled(Task<?> task) {}

  /**
   * A task is about to run until it suspends or ends; it is the current task.
   *
   * @param task the task
   */
  default void beforeTaskStep(Task<?> task) {}

  /**
   * A task has suspended or ended; it is still the current task.
   *
   * @param task the task
   */
  default void afterTaskStep(Task<?> task) {}

  /**
   * A task has ended; its step has not.
   *
   * @param task the task
   */
  default void taskExited(Task<?> task) {}

  /**
   * The loop is about to look for I/O.
   *
   * @param timeout how long it will wait; zero for a mere look
   */
  default void beforeIoWait(Duration timeout) {}

  /**
   * The loop has looked for I/O and made the tasks runnable that waited for it.
   *
   * @param timeout as given to {@link #beforeIoWait}
   */
  default void afterIoWait(Duration timeout) {}
}
