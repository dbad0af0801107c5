package org.terzetto.core;

import java.util.List;
import org.terzetto.Cancelled;
import org.terzetto.Terzetto;

/** A sleep that only a cancellation ends, which then leaves a line. */
final class LoggedSleep {
  private LoggedSleep() {}

  static void run(String line, List<String> log) throws InterruptedException {
    try {
      Terzetto.sleepForever();
    } catch (Cancelled cancelled) {
      log.add(line);
      throw cancelled;
    }
  }
}
