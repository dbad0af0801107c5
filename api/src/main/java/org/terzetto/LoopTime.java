package org.terzetto;

import java.time.Duration;
import java.util.Objects;

/**
 * A moment on the clock of one run. It means nothing on another run's clock, and it is no wall
 * clock time: the default clock starts at a random offset, so that mixing them up is noticed early.
 *
 * @param nanos nanoseconds on the run's clock; {@link Long#MAX_VALUE} is {@link #NEVER}, {@link
 *     Long#MIN_VALUE} is {@link #PAST}
 */
public record LoopTime(long nanos) implements Comparable<LoopTime> {
  /** Later than every moment: no deadline. */
  public static final LoopTime NEVER = new LoopTime(Long.MAX_VALUE);

  /** Earlier than every moment: cancelled already. */
  public static final LoopTime PAST = new LoopTime(Long.MIN_VALUE);

  /**
   * The moment {@code duration} after this one; {@link #NEVER} and {@link #PAST} stay what they
   * are, and sums out of range become one of the two.
   *
   * @param duration how much later; may be negative
   * @return the later moment
   */
  public LoopTime plus(Duration duration) {
    Objects.requireNonNull(duration, "duration");
    return this.equals(NEVER) || this.equals(PAST)
        ? this
        : new LoopTime(saturatedSum(nanos, saturatedNanos(duration)));
  }

  /**
   * The moment {@code duration} before this one.
   *
   * @param duration how much earlier; may be negative
   * @return the earlier moment
   */
  public LoopTime minus(Duration duration) {
    return plus(Objects.requireNonNull(duration, "duration").negated());
  }

  /**
   * How long it is from {@code earlier} to this moment; negative if it is the other way round.
   *
   * @param earlier the moment to count from
   * @return the time between; the longest or shortest possible number of nanoseconds when out of
   *     range
   */
  public Duration since(LoopTime earlier) {
    return Duration.ofNanos(
        subtractSaturated(nanos, Objects.requireNonNull(earlier, "earlier").nanos));
  }

  @Override
  public int compareTo(LoopTime other) {
    return Long.compare(nanos, Objects.requireNonNull(other, "other").nanos);
  }

  @Override
  public String toString() {
    if (nanos == Long.MAX_VALUE) {
      return "never";
    }
    return nanos == Long.MIN_VALUE ? "past" : nanos / 1e9 + " s";
  }

  /**
   * The nanoseconds of a duration, or the nearest {@code long} when it has more.
   *
   * @param duration any duration
   * @return its nanoseconds
   */
  public static long saturatedNanos(Duration duration) {
    Objects.requireNonNull(duration, "duration");
    if (duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L) {
      return Long.MAX_VALUE;
    }
    return duration.toSeconds() <= Long.MIN_VALUE / 1_000_000_000L
        ? Long.MIN_VALUE
        : duration.toNanos();
  }

  /**
   * The sum of two numbers of nanoseconds, or the nearest {@code long} when it is out of range.
   *
   * @param a a moment or a length of time
   * @param b another
   * @return the sum
   */
  public static long saturatedSum(long a, long b) {
    long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  private static long subtractSaturated(long a, long b) {
    long difference = a - b;
    if (((a ^ b) & (a ^ difference)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return difference;
  }
}
