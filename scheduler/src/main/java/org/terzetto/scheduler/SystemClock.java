package org.terzetto.scheduler;

import java.util.concurrent.ThreadLocalRandom;
import org.terzetto.spi.Clock;

/**
 * The default clock: monotonic, from a random offset of up to 30 years, so that a time of one run
 * used in another, or compared with a wall clock, is noticed at once rather than in the year it
 * happens to differ.
 */
final class SystemClock implements Clock {
  private static final long MAX_OFFSET = 30L * 365 * 24 * 3600 * 1_000_000_000L;

  private final long offset = ThreadLocalRandom.current().nextLong(MAX_OFFSET) - System.nanoTime();

  @Override
  public long nanoTime() {
    return System.nanoTime() + offset;
  }

  @Override
  public long realNanosUntil(long deadline) {
    long now = nanoTime(); // never negative, so the difference fits
    return deadline <= now ? 0 : deadline - now;
  }
}
