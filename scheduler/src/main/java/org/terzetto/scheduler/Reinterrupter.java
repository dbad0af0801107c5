package org.terzetto.scheduler;

import org.terzetto.RunFinishedException;
import org.terzetto.lowlevel.RunToken;

/** Interrupts cancelled code inside {@code blocking} every now and then until it has left. */
final class Reinterrupter {
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long MAX_PAUSE_MILLIS = 50;

  private Reinterrupter() {}

  static void repeat(BlockingRegion region, RunToken run) {
    try {
      for (long pause = FIRST_PAUSE_MILLIS; region.isInside(); ) {
        Thread.sleep(pause);
        run.runSoonOnce(region, region::interruptIfStillCancelled);
        pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
      }
    } catch (RunFinishedException | InterruptedException over) {
      // The run waits for the region, so it cannot have ended before: nothing is left to do.
      return;
    }
  }
}
