package org.terzetto.benchmarks.micro;

import java.time.Duration;
import java.util.SplittableRandom;

/** Lengths of sleeps, evenly spread over a second: the same ones for each contender. */
public final class SleepLengths {
  private static final int SEED = 1;

  private SleepLengths() {}

  public static Duration[] durations(int size) {
    Duration[] durations = new Duration[size];
    long[] nanos = nanos(size);
    for (int i = 0; i < size; i++) {
      durations[i] = Duration.ofNanos(nanos[i]);
    }
    return durations;
  }

  public static long[] nanos(int size) {
    return new SplittableRandom(SEED).longs(size, 0, Duration.ofSeconds(1).toNanos()).toArray();
  }
}
