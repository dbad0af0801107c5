package org.terzetto.core;

import java.util.function.BooleanSupplier;
import org.terzetto.TaskBody;
import org.terzetto.lowlevel.Checkpoints;

/** A task that counts its turns: while somebody holds the loop, the count stands still. */
final class Ticker implements TaskBody {
  private long turns;
  private boolean stopped;

  @Override
  public void run() throws InterruptedException {
    while (!stopped) {
      turns++;
      Checkpoints.checkpoint();
    }
  }

  long turns() {
    return turns;
  }

  void stop() {
    stopped = true;
  }

  /** Lets the others run until a condition holds that a foreign thread will bring about. */
  static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Checkpoints.cancelShieldedCheckpoint();
    }
  }
}
