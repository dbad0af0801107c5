package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.LoopTime;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * A task's sleep until a time. The task itself is the entry of the deadlines and the abort handler:
 * sleeping allocates nothing, and a sleeping task needs no second object.
 */
abstract class Sleeper<T extends @Nullable Object> extends TaskNode<T>
    implements Deadlines.Entry, AbortHandler {
  private static final Object TIME_IS_UP = new Object();

  private int deadlineSlot = Deadlines.ABSENT;

  /** For ever if the deadline is {@link Long#MAX_VALUE}. */
  final void sleepUntil(long deadline) throws InterruptedException {
    TaskImpl<?> task = self();
    if (deadline != Long.MAX_VALUE) {
      task.runner.deadlines.schedule(this, deadline);
    }
    if (task.park(this) != TIME_IS_UP) {
      throw wokenByHand(deadline);
    }
  }

  private IllegalStateException wokenByHand(long deadline) {
    TaskImpl<?> task = self();
    task.runner.deadlines.remove(this);
    return new IllegalStateException(
        "task '"
            + task.name()
            + "' was rescheduled by hand while it slept until "
            + new LoopTime(deadline)
            + "; use Parking.park for sleeps that others end");
  }

  @Override
  public final void expired() {
    self().reschedule(TIME_IS_UP, null);
  }

  @Override
  public final Abort abort(RaiseCancel cancellation) {
    self().runner.deadlines.remove(this);
    return Abort.SUCCEEDED;
  }

  @Override
  public final int deadlineSlot() {
    return deadlineSlot;
  }

  @Override
  public final void deadlineSlot(int slot) {
    deadlineSlot = slot;
  }
}
