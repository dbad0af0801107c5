package org.terzetto.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reports steps that hold the loop for too long, with the stack of the task that does.
 *
 * <p>It samples from a thread of its own, so that a step costs the loop no more than counting it: the
 * same count and task seen over the whole limit mean one long step. Reading the loop's fields is a
 * race; at worst a sample is off by a step.
 */
final class Watchdog {
  private static final Logger LOGGER = System.getLogger("org.terzetto.Watchdog");

  private final Runner runner;
  private final Duration limit;
  private final Thread thread;

  private Watchdog(Runner runner, Duration limit) {
    this.runner = runner;
    this.limit = limit;
    this.thread = Thread.ofVirtual().name("terzetto-watchdog").unstarted(this::watch);
  }

  /** A limit of zero means no watchdog. */
  static Watchdog watch(Runner runner, Duration limit) {
    Watchdog watchdog = new Watchdog(runner, limit);
    if (!limit.isZero()) {
      watchdog.thread.start();
    }
    return watchdog;
  }

  void stop() {
    thread.interrupt();
  }

  private void watch() {
    int seenStep = runner.steps;
    long seenSince = System.nanoTime();
    boolean reported = false;
    while (true) {
      try {
        Thread.sleep(limit.dividedBy(4).plusNanos(1));
      } catch (InterruptedException stopped) {
        return;
      }
      TaskImpl<?> task = runner.currentTask;
      long now = System.nanoTime();
      if (task == null || runner.steps != seenStep) {
        seenStep = runner.steps;
        seenSince = now;
        reported = false;
      } else if (!reported && now - seenSince >= limit.toNanos()) {
        reported = true;
        report(task);
      }
    }
  }

  private void report(@Nullable TaskImpl<?> task) {
    if (task == null) {
      return;
    }
    Throwable where = new Throwable("stack of task '" + task.name() + "'");
    where.setStackTrace(task.thread().getStackTrace());
    LOGGER.log(
        Level.WARNING,
        "task '"
            + task.name()
            + "' has held the loop for more than "
            + limit
            + "; let it suspend, or put blocking calls inside Terzetto.blocking",
        where);
  }
}
