package org.terzetto.benchmarks.race;

import org.jspecify.annotations.Nullable;

/**
 * What a contender has to reach.
 *
 * @param subject the label of ours; null if it is the first of the row
 * @param metric what counts
 * @param against the label of the contender that it is compared with; null if the limit is absolute
 * @param limit the most that the ratio, or the figure itself, may be
 */
public record Target(
    @Nullable String subject, Metric metric, @Nullable String against, double limit) {
  /** At most so many times another contender's figure, in the median of the rounds' ratios. */
  public static Target ratio(Metric metric, String against, double limit) {
    return new Target(null, metric, against, limit);
  }

  /** The same of another than the first contender. */
  public Target of(String label) {
    return new Target(label, metric, against, limit);
  }

  /** At most so much, in the median. */
  public static Target absolute(Metric metric, double limit) {
    return new Target(null, metric, null, limit);
  }
}
