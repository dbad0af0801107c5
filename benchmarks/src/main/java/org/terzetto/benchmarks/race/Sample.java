package org.terzetto.benchmarks.race;

import java.util.Map;

/**
 * What one round of one contender measured, per operation.
 *
 * @param values by metric; a metric that the contender cannot measure is missing
 */
public record Sample(Map<Metric, Double> values) {
  /** A metric's value, or not a number if it was not measured. */
  public double get(Metric metric) {
    return values.getOrDefault(metric, Double.NaN);
  }
}
