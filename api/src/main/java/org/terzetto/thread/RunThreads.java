package org.terzetto.thread;

import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.sync.CapacityLimiter;

/** What a run knows of its worker threads. */
final class RunThreads {
  private static final int DEFAULT_LIMIT = 40;
  private static final RunVar<RunThreads> OF_RUN = new RunVar<>("worker threads");

  final CapacityLimiter limiter = new CapacityLimiter(DEFAULT_LIMIT);
  private final ParkingLot waiting = new ParkingLot();
  private int active;

  static RunThreads current() {
    return OF_RUN.getOrSet(RunThreads::new);
  }

  int active() {
    return active;
  }

  void begin() {
    active++;
  }

  void end() {
    active--;
    if (active == 0) {
      waiting.unparkAll();
    }
  }

  void waitNoneActive() throws InterruptedException {
    if (active == 0) {
      Checkpoints.checkpoint();
    } else {
      waiting.park();
    }
  }
}
