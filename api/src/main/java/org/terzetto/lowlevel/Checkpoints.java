package org.terzetto.lowlevel;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernels;

/**
 * The points at which a task can be cancelled (cancel points) or others get their turn (schedule
 * points). A checkpoint is both.
 */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Runs code that must not let others have a turn, for it changes something in several steps. The
   * compiler sees to most of that: {@code body} cannot call what throws {@link
   * InterruptedException}. In debug mode a checkpoint that is hidden from the compiler fails too,
   * half a one included, and so does a nursery; otherwise this just calls {@code body}.
   *
   * @checkpoint never
   * @thread a task of the run
   * @param body the code
   * @throws IllegalStateException if called outside a task; in debug mode from the checkpoint that
   *     should not be there, before it did anything
   */
  public static void forbid(Runnable body) {
    Objects.requireNonNull(body, "body");
    Kernels.get()
        .<@Nullable Void>forbidCheckpoints(() -> {
          body.run();
          return null;
        });
  }

  /**
   * Like {@link #forbid}, with a result.
   *
   * @checkpoint never
   * @thread a task of the run
   * @param body the code
   * @param <T> the result
   * @return what {@code body} returned
   * @throws IllegalStateException as {@link #forbid}
   */
  public static <T extends @Nullable Object> T callForbidden(Supplier<T> body) {
    return Kernels.get().forbidCheckpoints(Objects.requireNonNull(body, "body"));
  }

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
