package org.terzetto.scheduler;

import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that looks after the watchdogs of all runs. A platform thread, since a task that
 * holds the loop may hold a carrier of the JDK's virtual threads as well. It sleeps for good while
 * there is no run.
 */
final class WatchdogPatrol {
  private static final long NANOS_AFTER_FAILURE = 1_000_000_000;

  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("terzetto-watchdog").unstarted(WatchdogPatrol::patrol);

  static {
    THREAD.start();
  }

  private WatchdogPatrol() {}

  /** A run has been added to the registry. */
  static void noticeNewRun() {
    LockSupport.unpark(THREAD);
  }

  private static void patrol() {
    while (true) {
      long pause = NANOS_AFTER_FAILURE;
      try {
        pause = sampleAll();
      } catch (Throwable failure) { // of a logger, say; the other runs want their watchdog
        THREAD.getUncaughtExceptionHandler().uncaughtException(THREAD, failure);
      }
      LockSupport.parkNanos(WatchdogPatrol.class, pause);
    }
  }

  /** Returns how long to sleep. Nothing here stays on the stack meanwhile, so no run that ends. */
  private static long sampleAll() {
    long pause = Long.MAX_VALUE;
    long now = System.nanoTime();
    for (Runner run : RunRegistry.all()) {
      run.watchdog.sample(now);
      pause = Math.min(pause, run.watchdog.periodNanos());
    }
    return pause;
  }
}
