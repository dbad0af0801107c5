package org.terzetto.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Target;

/** An outcome in Markdown: the figures, and below them the targets. */
final class OutcomeTable {
  private final Outcome outcome;
  private final List<Metric> metrics;

  OutcomeTable(Outcome outcome) {
    this.outcome = outcome;
    metrics = outcome.row().metrics();
  }

  String markdown() {
    return figures() + targets();
  }

  private String figures() {
    List<String> head = new ArrayList<>(List.of(""));
    metrics.forEach(metric -> head.add(metric.heading()));
    compared().forEach(metric -> head.add("ours ÷ this, " + metric.title()));
    StringBuilder table = new StringBuilder(line(head));
    table.append(line(head.stream().map(h -> h.isEmpty() ? "---" : "---:").toList()));
    for (String label : outcome.labels()) {
      table.append(line(cells(label)));
    }
    return table.append('\n').toString();
  }

  private List<String> cells(String label) {
    List<String> cells = new ArrayList<>(List.of(label));
    metrics.forEach(metric -> cells.add(Figures.of(outcome.median(label, metric))));
    boolean other = outcome.has(outcome.subject()) && !label.equals(outcome.subject());
    for (Metric metric : compared()) {
      cells.add(other ? Figures.ratio(outcome.ratio(outcome.subject(), label, metric)) : "");
    }
    return cells;
  }

  /** Without those of which a peer may have next to nothing: a ratio to that says nothing. */
  private List<Metric> compared() {
    return metrics.stream()
        .filter(metric ->
            metric != Metric.ALLOCATED && metric != Metric.DIRECT && metric != Metric.RATE)
        .toList();
  }

  private String targets() {
    return outcome.row().targets().stream()
        .map(target -> "- " + verdict(outcome, target) + "\n")
        .collect(Collectors.joining("", "", "\n"));
  }

  /** For instance: {@code time ≤ 0.60 × StructuredTaskScope: 0.48, met}. */
  static String verdict(Outcome outcome, Target target) {
    double reached = outcome.reached(target);
    String against = target.against();
    String limit =
        against == null
            ? "≤ " + Figures.of(target.limit()) + " " + target.metric().unit()
            : "≤ " + Figures.ratio(target.limit()) + " × " + against;
    String figure = against == null ? Figures.of(reached) : Figures.ratio(reached);
    String judgement =
        Double.isNaN(reached)
            ? "not measured"
            : figure + (reached <= target.limit() ? ", met" : ", **not met**");
    return who(outcome, target) + target.metric().title() + " " + limit + ": " + judgement;
  }

  private static String who(Outcome outcome, Target target) {
    return target.subject() == null ? "" : outcome.subject(target) + ": ";
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
