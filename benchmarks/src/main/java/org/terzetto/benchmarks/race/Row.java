package org.terzetto.benchmarks.race;

import java.util.List;

/**
 * One kind of work, and who does it.
 *
 * @param name for the command line
 * @param title what the work is
 * @param slices into so many rounds a full one is cut; contenders that are many and slow take turns
 *     too seldom otherwise, and the machine is another one by then
 * @param metrics what is shown of it; the first is charted
 * @param entrants who does it; the first is ours, and the others are compared with it
 * @param targets what ours has to reach
 */
public record Row(
    String name,
    String title,
    int slices,
    List<Metric> metrics,
    List<Entrant> entrants,
    List<Target> targets) {
  /** A row whose rounds are short as they are. */
  public Row(
      String name,
      String title,
      List<Metric> metrics,
      List<Entrant> entrants,
      List<Target> targets) {
    this(name, title, 1, metrics, entrants, targets);
  }

  /** What the chart shows. */
  public Metric mainMetric() {
    return metrics.getFirst();
  }
}
