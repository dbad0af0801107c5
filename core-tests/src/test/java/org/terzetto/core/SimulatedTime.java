package org.terzetto.core;

import java.io.IOException;
import org.terzetto.RunOptions;
import org.terzetto.spi.Clock;
import org.terzetto.spi.IoBackend;
import org.terzetto.testing.ForwardingBackend;

/**
 * Time as the loop sees it, without the waiting: a poll that finds nothing ready moves the clock by
 * its timeout, at once. Unlike with a mock clock, the loop asks for the same waits as in real life.
 */
class SimulatedTime implements Clock {
  private volatile long now;

  SimulatedTime() {
    this(1_000_000_000_000L);
  }

  SimulatedTime(long start) {
    now = start;
  }

  /** The options with this clock, and with a backend that waits on it. */
  final RunOptions in(RunOptions options) {
    return options
        .withClock(this)
        .withBackend(
            RealBackend.inside(real ->
                new ForwardingBackend(real) {
                  @Override
                  public boolean poll(long timeoutNanos, IoBackend.ReadinessSink sink)
                      throws IOException {
                    polling(timeoutNanos);
                    if (super.poll(0, sink)) {
                      return true;
                    }
                    now += timeoutNanos;
                    return false;
                  }
                }));
  }

  /** Called before each look for I/O, on whatever thread does it. */
  void polling(long timeoutNanos) {}

  final void advance(long nanos) {
    now += nanos;
  }

  @Override
  public final long nanoTime() {
    return now;
  }

  @Override
  public long realNanosUntil(long deadline) {
    return deadline <= now ? 0 : deadline - now;
  }
}
