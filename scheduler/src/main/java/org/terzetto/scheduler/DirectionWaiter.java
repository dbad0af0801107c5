package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * Who waits for one direction of a handle, if anybody. It stays as long as the handle, so that a
 * wait allocates nothing: a lambda for each was 2 % of an echo server's request.
 */
final class DirectionWaiter implements AbortHandler {
  private @Nullable TaskImpl<?> task;

  @Nullable TaskImpl<?> task() {
    return task;
  }

  boolean isPresent() {
    return task != null;
  }

  void park(TaskImpl<?> newTask) throws InterruptedException {
    task = newTask;
    try {
      newTask.park(this);
    } finally {
      if (task == newTask) {
        task = null; // somebody else has woken it
      }
    }
  }

  /** False if nobody waits. */
  boolean wake(@Nullable Throwable error) {
    TaskImpl<?> waiter = task;
    if (waiter == null) {
      return false;
    }
    task = null;
    waiter.reschedule(null, error);
    return true;
  }

  @Override
  public Abort abort(RaiseCancel cancellation) {
    task = null;
    return Abort.SUCCEEDED;
  }
}
