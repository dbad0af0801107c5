package org.terzetto.scheduler;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.TerzettoInternalError;

/**
 * The end of a run whose clock, backend or loop has failed: everything has been cancelled, and the
 * tasks get their turns without I/O and time until the last has cleaned up and ended, so that no
 * handle and no exception is lost with them. Those that are shielded, or whose abort functions
 * refuse, are woken by force.
 */
final class LastRites {
  private final Runner runner;

  LastRites(Runner runner) {
    this.runner = runner;
  }

  void perform() {
    while (runner.tasksLiving() > 0) {
      runner.threads.carryOn();
      if (runner.runQueue.isEmpty()) {
        wakeByForce();
      }
      runner.runQueue.startBatch();
      runner.threads.runBatch();
    }
    runner.openResources.report();
  }

  /** Wakes a sleeper that has no children left; if all sleep inside {@code blocking}, waits. */
  private void wakeByForce() {
    TaskImpl<?> stuck = stuckBelow(runner.init().task());
    if (stuck != null) {
      Throwable error =
          new TerzettoInternalError("the run has failed while this task slept", runner.crash());
      stuck.attemptAbort(new Withdrawal(error));
      if (stuck.isParked()) {
        stuck.reschedule(null, error);
      }
    } else if (!runner.threads.hasWaiting()) {
      LockSupport.parkNanos(this, 1_000_000);
    }
  }

  private static @Nullable TaskImpl<?> stuckBelow(TaskImpl<?> task) {
    boolean hasChildren = false;
    for (Nursery nursery : task.childNurseries()) {
      for (Task<?> child : nursery.childTasks()) {
        hasChildren = true;
        TaskImpl<?> stuck = stuckBelow((TaskImpl<?>) child);
        if (stuck != null) {
          return stuck;
        }
      }
    }
    return !hasChildren && task.isParked() && !task.isOutside() ? task : null;
  }
}
