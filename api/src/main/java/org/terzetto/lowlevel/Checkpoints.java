package org.terzetto.lowlevel;

import org.terzetto.internal.Kernels;

/**
 * The points at which a task can be cancelled (cancel points) or others get their turn (schedule
 * points). A checkpoint is both.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * A full checkpoint: lets the others run first, then throws if cancelled. A deadline that passed
   * just before is noticed.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void checkpoint() throws InterruptedException {
    Kernels.get().checkpoint();
  }

  /**
   * A cancel point: returns at once when not cancelled; otherwise lets the others run, and throws.
   *
   * @checkpoint cancel point only
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void checkpointIfCancelled() throws InterruptedException {
    Kernels.get().checkpointIfCancelled();
  }

  /**
   * A schedule point: lets the others run; never throws, even when cancelled.
   *
   * @checkpoint schedule point only
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException never; it marks that this call suspends
   */
  public static void cancelShieldedCheckpoint() throws InterruptedException {
    Kernels.get().cancelShieldedCheckpoint();
  }

  /**
   * The schedule point of an operation that completed at once, after {@link
   * #checkpointIfCancelled}: counts as one, but really lets the others run only every so many calls
   * or microseconds of the task's turn, so that a stream with data ready does not pay a switch per
   * read.
   *
   * @checkpoint schedule point only, within a budget
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException never; it marks that this call suspends
   */
  public static void budgetedCheckpoint() throws InterruptedException {
    Kernels.get().budgetedCheckpoint();
  }
}
