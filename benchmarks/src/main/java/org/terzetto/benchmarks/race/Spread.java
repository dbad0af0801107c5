package org.terzetto.benchmarks.race;

import java.util.stream.DoubleStream;

/**
 * Where the figures of rounds lie: half of them between the quartiles. What befalls a few rounds
 * only (a collection, a neighbour on the machine) does not move these.
 *
 * @param low the first quartile
 * @param median the middle; all three are not a number if there are no figures, or one is missing
 * @param high the third quartile
 */
public record Spread(double low, double median, double high) {
  static Spread of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /** Between two figures, in proportion. One that is not a number, which is last, spoils all. */
  private static double quantile(double[] sorted, double part) {
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      return Double.NaN;
    }
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Whether it is there at all. */
  public boolean isMeasured() {
    return !Double.isNaN(median);
  }

  /** Whether a limit lies between the quartiles: another run may well be on its other side. */
  public boolean straddles(double limit) {
    return low < limit && limit < high;
  }
}
