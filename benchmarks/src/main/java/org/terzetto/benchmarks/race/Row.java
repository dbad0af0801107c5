package org.terzetto.benchmarks.race;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One kind of work, and who does it.
 *
 * @param name for the command line
 * @param title what the work is
 * @param pace what this row makes of the effort that was asked for
 * @param metrics what is shown of it; the first is charted
 * @param entrants who does it; the first is ours, and the others are compared with it
 * @param targets what ours has to reach
 */
public record Row(
    String name,
    String title,
    UnaryOperator<Effort> pace,
    List<Metric> metrics,
    List<Entrant> entrants,
    List<Target> targets) {
  /** A row that is run as it was asked for. */
  public Row(
      String name,
      String title,
      List<Metric> metrics,
      List<Entrant> entrants,
      List<Target> targets) {
    this(name, title, UnaryOperator.identity(), metrics, entrants, targets);
  }

  /** What the chart shows. */
  public Metric mainMetric() {
    return metrics.getFirst();
  }
}
