package org.terzetto.lowlevel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.Task;
import org.terzetto.internal.Kernels;

/** The one way in which a task blocks, and is woken. */
public final class Parking {
  private Parking() {}

  /**
   * Suspends the current task until exactly one {@link #reschedule}.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param abort called if the task is cancelled meanwhile, at once if it is cancelled already
   * @return the value given to {@code reschedule}
   * @throws org.terzetto.Cancelled if {@code abort} answered {@link Abort#SUCCEEDED}
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread, or as
   *     any other exception given to {@code reschedule}, thrown as it is
   */
  public static @Nullable Object park(AbortHandler abort) throws InterruptedException {
    return Kernels.get().park(Objects.requireNonNull(abort, "abort"));
  }

  /**
   * Wakes a parked task, without a value. It becomes runnable, and runs in the next batch.
   *
   * @checkpoint never
   * @thread inside the run
   * @param task a task that sleeps in {@link #park}
   * @throws IllegalStateException if it does not sleep there, or was rescheduled already
   * @throws WrongThreadException if called from outside the task's run
   */
  public static void reschedule(Task<?> task) {
    Kernels.get().reschedule(Objects.requireNonNull(task, "task"), null, null);
  }

  /**
   * Wakes a parked task with a value or an error.
   *
   * @checkpoint never
   * @thread inside the run
   * @param task a task that sleeps in {@link #park}
   * @param outcome what {@code park} returns or throws there
   * @throws IllegalStateException if it does not sleep there, or was rescheduled already
   * @throws WrongThreadException if called from outside the task's run
   */
  public static void reschedule(Task<?> task, Outcome<?> outcome) {
    Objects.requireNonNull(task, "task");
    switch (Objects.requireNonNull(outcome, "outcome")) {
      case Outcome.Value<?>(Object value) -> Kernels.get().reschedule(task, value, null);
      case Outcome.Failure<?>(Throwable error) -> Kernels.get().reschedule(task, null, error);
    }
  }
}
