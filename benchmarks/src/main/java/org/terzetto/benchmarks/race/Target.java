package org.terzetto.benchmarks.race;

import org.jspecify.annotations.Nullable;

/**
 * What the first contender of a row has to reach.
 *
 * @param metric what counts
 * @param against the label of the contender that it is compared with; null if the limit is absolute
 * @param limit the most that the ratio, or the figure itself, may be
 */
public record Target(Metric metric, @Nullable String against, double limit) {
  /** At most so many times another contender's figure, in the median of the rounds' ratios. */
  public static Target ratio(Metric metric, String against, double limit) {
    return new Target(metric, against, limit);
  }

  /** At most so much, in the median. */
  public static Target absolute(Metric metric, double limit) {
    return new Target(metric, null, limit);
  }
}
