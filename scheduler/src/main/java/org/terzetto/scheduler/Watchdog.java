package org.terzetto.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.terzetto.LoopTime;

/**
 * Reports steps that hold the loop for too long, with the stack of the task that does.
 *
 * <p>It samples from another thread, so that a step costs the loop no more than counting it: the
 * same count and task seen over the whole limit mean one long step. Reading the loop's fields is a
 * race; at worst a sample is off by a step.
 */
final class Watchdog {
  private static final Logger LOGGER = System.getLogger("org.terzetto.Watchdog");

  private final Runner runner;
  private final long limitNanos;

  // Watchdog thread only.
  private int seenStep;
  private long seenSince;
  private boolean reported;

  /** A limit of zero turns it off. */
  Watchdog(Runner runner, Duration limit) {
    this.runner = runner;
    this.limitNanos = limit.isZero() ? Long.MAX_VALUE : LoopTime.saturatedNanos(limit);
  }

  boolean isOn() {
    return limitNanos != Long.MAX_VALUE;
  }

  /** How often to sample, so that no step is more than a quarter over the limit when reported. */
  long periodNanos() {
    return limitNanos / 4 + 1;
  }

  void sample(long now) {
    TaskImpl<?> task = runner.currentTask;
    if (task == null || runner.steps != seenStep) {
      seenStep = runner.steps;
      seenSince = now;
      reported = false;
    } else if (!reported && now - seenSince >= limitNanos) {
      reported = true;
      report(task);
    }
  }

  private void report(TaskImpl<?> task) {
    Throwable where = new Throwable("stack of task '" + task.name() + "'");
    where.setStackTrace(task.thread().getStackTrace());
    LOGGER.log(
        Level.WARNING,
        "task '"
            + task.name()
            + "' has held the loop for more than "
            + limitNanos / 1e6
            + " ms; let it suspend, or put blocking calls inside Terzetto.blocking",
        where);
  }
}
