package org.terzetto.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.terzetto.lowlevel.Abort;

/**
 * What is done when nothing else happens: waking those who wait for just that, or else letting a
 * test clock jump.
 *
 * <p>The loop asks {@link #limit} how long it may wait for I/O at most, and tells {@link
 * #afterWait} if that time passed and nothing happened. Waiters come first: while there is one, the
 * clock does not jump, since the waiter's own wake-up is not idleness.
 */
final class IdleWork {
  private final Runner runner;
  private final TreeMap<Long, List<TaskImpl<?>>> waitersByCushion = new TreeMap<>();

  /** Whether the wait under way was shortened by {@link #limit}. */
  private boolean armed;

  IdleWork(Runner runner) {
    this.runner = runner;
  }

  /** The wait for I/O, shortened to the time after which idle work is due. */
  long limit(long timeout) {
    long threshold = waitersByCushion.isEmpty() ? clockThreshold() : waitersByCushion.firstKey();
    armed = threshold < timeout;
    return Math.min(threshold, timeout);
  }

  /** Without a deadline there is nothing to jump to, and the loop may as well sleep. */
  private long clockThreshold() {
    return runner.deadlines.isEmpty() ? Long.MAX_VALUE : runner.clock.idleThresholdNanos();
  }

  /** The wait is over; {@code quiet} if no I/O, no wake-up and no deadline ended it. */
  void afterWait(boolean quiet) {
    if (!armed || !quiet || !runner.runQueue.isEmpty()) {
      return;
    }
    if (waitersByCushion.isEmpty()) {
      runner.clock.idle(runner.deadlines.next());
    } else {
      waitersByCushion.pollFirstEntry().getValue().forEach(task -> task.reschedule(null, null));
    }
  }

  void waitAllTasksBlocked(TaskImpl<?> task, long cushion) throws InterruptedException {
    List<TaskImpl<?>> waiters = waitersByCushion.computeIfAbsent(cushion, c -> new ArrayList<>());
    waiters.add(task);
    task.park(cancellation -> {
      waiters.remove(task);
      if (waiters.isEmpty()) {
        waitersByCushion.remove(cushion);
      }
      return Abort.SUCCEEDED;
    });
  }
}
