package org.terzetto.scheduler;

import org.terzetto.LoopTime;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/** One sleeping task: entry of the deadlines and abort handler in one object of few bytes. */
final class Sleep implements Deadlines.Entry, AbortHandler {
  private final TaskImpl<?> task;
  private int heapIndex = Deadlines.ABSENT;
  private boolean over;

  private Sleep(TaskImpl<?> task) {
    this.task = task;
  }

  static void until(TaskImpl<?> task, long deadline) throws InterruptedException {
    Sleep sleep = new Sleep(task);
    if (deadline != Long.MAX_VALUE) {
      task.runner.deadlines.schedule(sleep, deadline);
    }
    task.park(sleep);
    if (!sleep.over) {
      task.runner.deadlines.remove(sleep);
      throw new IllegalStateException(
          "task '"
              + task.name()
              + "' was rescheduled by hand while it slept until "
              + new LoopTime(deadline)
              + "; use Parking.park for sleeps that others end");
    }
  }

  @Override
  public void expired() {
    over = true;
    task.reschedule(null, null);
  }

  @Override
  public Abort abort(RaiseCancel cancellation) {
    task.runner.deadlines.remove(this);
    return Abort.SUCCEEDED;
  }

  @Override
  public int heapIndex() {
    return heapIndex;
  }

  @Override
  public void heapIndex(int index) {
    heapIndex = index;
  }
}
