package org.terzetto;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.terzetto.lowlevel.RunRandom;

/** Says whether and when {@link Retry} tries again. */
@FunctionalInterface
public interface Backoff {
  /**
   * What to do after a failure. Called in the task that retries; must not suspend.
   *
   * @param failures how many there were in a row, this one included
   * @param failure the latest
   * @return how long to wait before the next try, zero or more; empty to give up
   */
  Optional<Duration> delayAfter(int failures, Exception failure);

  /**
   * Waits twice as long after each failure, and never gives up.
   *
   * @param first how long to wait after the first failure
   * @param longest what the delay grows to
   * @return the policy
   * @throws IllegalArgumentException if {@code first} is not positive, or more than {@code longest}
   */
  static Backoff exponential(Duration first, Duration longest) {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(longest, "longest");
    if (!first.isPositive() || first.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "the delays go from "
              + first
              + " to "
              + longest
              + "; they must be positive, and the first must not be more than the longest");
    }
    long firstNanos = LoopTime.saturatedNanos(first);
    long longestNanos = LoopTime.saturatedNanos(longest);
    return (failures, failure) -> {
      int doublings = failures - 1;
      boolean atLimit = doublings >= 63 || firstNanos > longestNanos >> doublings;
      return Optional.of(Duration.ofNanos(atLimit ? longestNanos : firstNanos << doublings));
    };
  }

  /**
   * The same, but it gives up after so many failures in a row.
   *
   * @param limit how many tries there are in all, at least one
   * @return the policy
   * @throws IllegalArgumentException if {@code limit} is less than one
   */
  default Backoff upTo(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("the limit is " + limit + "; there is at least one try");
    }
    return (failures, failure) ->
        failures < limit ? delayAfter(failures, failure) : Optional.empty();
  }

  /**
   * The same, but it gives up after a failure of another type.
   *
   * @param type what may pass by itself
   * @return the policy
   */
  default Backoff onlyFor(Class<? extends Exception> type) {
    Objects.requireNonNull(type, "type");
    return (failures, failure) ->
        type.isInstance(failure) ? delayAfter(failures, failure) : Optional.empty();
  }

  /**
   * The same, but each delay is shortened by a random part of it, half of it at most, so that many
   * who failed together do not come again together. The numbers are those of {@link RunRandom}: a
   * run with a seed repeats them.
   *
   * @return the policy
   */
  default Backoff withJitter() {
    return (failures, failure) ->
        delayAfter(failures, failure)
            .map(delay -> {
              long nanos = LoopTime.saturatedNanos(delay);
              return nanos < 2
                  ? delay
                  : Duration.ofNanos(nanos - RunRandom.current().nextLong(nanos / 2 + 1));
            });
  }
}
