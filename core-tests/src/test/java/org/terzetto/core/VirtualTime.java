package org.terzetto.core;

import java.time.Duration;
import org.terzetto.LoopTime;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.testing.MockClock;

/** Runs on a clock that jumps to the next deadline when all are asleep: hours pass in no time. */
final class VirtualTime {
  private VirtualTime() {}

  static RunOptions options() {
    return RunOptions.defaults().withClock(new MockClock().autojumpThreshold(Duration.ZERO));
  }

  static void run(TaskBody main) throws Exception {
    Terzetto.run(options(), main);
  }

  /** A point on that clock, which begins at zero. */
  static LoopTime second(long seconds) {
    return new LoopTime(seconds * 1_000_000_000L);
  }
}
