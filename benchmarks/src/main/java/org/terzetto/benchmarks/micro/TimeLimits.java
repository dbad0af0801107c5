package org.terzetto.benchmarks.micro;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Limits of scopes, in whole milliseconds, which is what everybody knows: from ten minutes, since
 * none must expire during a run, to two hours. They are in no order, so that a heap of deadlines
 * has something to do, and the same ones for each contender.
 */
public final class TimeLimits {
  /** How many there are: a power of two, over which a loop wraps around for little. */
  public static final int COUNT = 1024;

  private static final int SEED = 1;

  private TimeLimits() {}

  public static Duration[] durations() {
    return Arrays.stream(millis()).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  public static long[] millis() {
    return new SplittableRandom(SEED)
        .longs(Duration.ofMinutes(10).toMillis(), Duration.ofHours(2).toMillis())
        .distinct()
        .limit(COUNT)
        .toArray();
  }
}
