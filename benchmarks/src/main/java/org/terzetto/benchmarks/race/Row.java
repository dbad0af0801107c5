package org.terzetto.benchmarks.race;

import java.util.List;

/**
 * One kind of work, and who does it.
 *
 * @param name for the command line
 * @param title what the work is
 * @param metrics what is shown of it; the first is charted
 * @param entrants who does it; the first is ours, and the others are compared with it
 * @param targets what ours has to reach
 */
public record Row(
    String name, String title, List<Metric> metrics, List<Entrant> entrants, List<Target> targets) {
  /** What the chart shows. */
  public Metric mainMetric() {
    return metrics.getFirst();
  }
}
