package org.terzetto.lowlevel;

import java.util.Objects;
import java.util.function.Consumer;
import org.terzetto.Task;
import org.terzetto.internal.Kernels;

/**
 * Tells when a task ends, for things that the task holds and others wait for: a lock must not keep
 * them waiting once its owner is gone.
 */
public final class TaskExit {
  private TaskExit() {}

  /**
   * Calls {@code callback} with the task when the task ends: in its last step, when its body is
   * over and {@link Task#state} says how it ended, but before its parent nursery is told. Of
   * several callbacks the newest comes first. One that was given twice is called twice.
   *
   * <p>The callback runs inside the run but in no task, so that it cannot suspend. If it throws,
   * every task is cancelled and {@code run} throws {@link org.terzetto.TerzettoInternalError}.
   *
   * @checkpoint never
   * @thread inside the run
   * @param task a task that has not ended
   * @param callback what to call
   * @throws IllegalStateException if the task has ended
   * @throws WrongThreadException if called from outside the task's run
   */
  public static void onExit(Task<?> task, Consumer<? super Task<?>> callback) {
    Kernels.get()
        .addExitCallback(
            Objects.requireNonNull(task, "task"), Objects.requireNonNull(callback, "callback"));
  }

  /**
   * Undoes the latest {@link #onExit} with this very callback that has not been undone.
   *
   * @checkpoint never
   * @thread inside the run
   * @param task the task
   * @param callback what is not to be called any more
   * @return false if there is nothing to undo: it was never given, or the task has ended
   * @throws WrongThreadException if called from outside the task's run
   */
  public static boolean forget(Task<?> task, Consumer<? super Task<?>> callback) {
    return Kernels.get()
        .removeExitCallback(
            Objects.requireNonNull(task, "task"), Objects.requireNonNull(callback, "callback"));
  }
}
