package org.terzetto.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Spread;
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
    return figures() + dropouts() + targets();
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
    Optional<String> ours = outcome.subject().filter(subject -> !subject.equals(label));
    for (Metric metric : compared()) {
      cells.add(ours.map(our -> Figures.ratio(outcome.ratio(our, label, metric))).orElse(""));
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

  private String dropouts() {
    StringBuilder lines = new StringBuilder();
    outcome
        .dropouts()
        .forEach(
            (label, why) -> lines.append("- %s is left out: %s%n".formatted(label, why.reason())));
    return lines.toString();
  }

  private String targets() {
    return outcome.row().targets().stream()
        .map(target -> "- " + verdict(outcome, target) + "\n")
        .collect(Collectors.joining("", "", "\n"));
  }

  /**
   * For instance: {@code time ≤ 0.60 × StructuredTaskScope: 0.481 (0.462 to 0.503), met}. A limit
   * between the quartiles is told on either side of it: not to miss it is as much a matter of luck.
   */
  static String verdict(Outcome outcome, Target target) {
    Spread reached = outcome.reached(target);
    return who(outcome, target)
        + target.metric().title()
        + " "
        + limit(target)
        + ": "
        + (reached.isMeasured() ? judgement(reached, target) : "not measured");
  }

  private static String limit(Target target) {
    String against = target.against();
    return against == null
        ? "≤ " + Figures.of(target.limit()) + " " + target.metric().unit()
        : "≤ " + Figures.ratio(target.limit()) + " × " + against;
  }

  private static String judgement(Spread reached, Target target) {
    DoubleFunction<String> figure = target.against() == null ? Figures::of : Figures::fineRatio;
    return "%s (%s to %s), %s%s"
        .formatted(
            figure.apply(reached.median()),
            figure.apply(reached.low()),
            figure.apply(reached.high()),
            reached.median() <= target.limit() ? "met" : "**not met**",
            reached.straddles(target.limit()) ? ", by less than the spread" : "");
  }

  private static String who(Outcome outcome, Target target) {
    return target.subject() == null ? "" : outcome.subject(target) + ": ";
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
