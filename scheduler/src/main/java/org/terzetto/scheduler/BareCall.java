package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.guest.HostCall;

/** A function that a task has called on the bare thread beneath it, and what came of it. */
final class BareCall<T extends @Nullable Object, X extends Exception> {
  private final HostCall<T, X> call;
  private @Nullable T value;
  private @Nullable Throwable failure;

  BareCall(HostCall<T, X> call) {
    this.call = call;
  }

  /** On the bare thread, which has the turn of the task that waits, but is no task. */
  void run(Runner runner, @Nullable Thread bareThread) {
    Thread caller = runner.turnThread;
    TaskImpl<?> task = runner.currentTask;
    runner.turnThread = bareThread;
    runner.currentTask = null;
    try {
      value = call.call();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    runner.turnThread = caller;
    runner.currentTask = task;
  }

  @SuppressWarnings("NullAway") // null is a T if the call returned null: T may be nullable
  T result() {
    if (failure != null) {
      throw Throwing.as(failure);
    }
    return value;
  }
}
