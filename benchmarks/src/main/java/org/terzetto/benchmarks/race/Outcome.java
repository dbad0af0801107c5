package org.terzetto.benchmarks.race;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a race gave.
 *
 * @param row what was run
 * @param samples of each contender that came to the end, one per round, in the order of the rounds
 */
public record Outcome(Row row, Map<String, List<Sample>> samples) {
  /** Who came to the end, in the order of the row. */
  public List<String> labels() {
    return row.entrants().stream().map(Entrant::label).filter(this::has).toList();
  }

  /** Whether this contender came to the end. */
  public boolean has(String label) {
    return samples.containsKey(label);
  }

  /** Ours: the first of the row, or the first that came to the end. */
  public String subject() {
    return labels().stream().findFirst().orElse("");
  }

  public double median(String label, Metric metric) {
    return median(of(label).stream().mapToDouble(s -> s.get(metric)));
  }

  /**
   * The median of the rounds' ratios: the two figures of a ratio come from one and the same round.
   */
  public double ratio(String label, String against, Metric metric) {
    List<Sample> above = of(label);
    List<Sample> below = of(against);
    return median(
        IntStream.range(0, Math.min(above.size(), below.size()))
            .mapToDouble(i -> above.get(i).get(metric) / below.get(i).get(metric)));
  }

  /** What the target is about, or not a number if somebody is missing. */
  public double reached(Target target) {
    String against = target.against();
    String subject = subject(target);
    return against == null
        ? median(subject, target.metric())
        : ratio(subject, against, target.metric());
  }

  /** Whom the target is about. */
  public String subject(Target target) {
    String subject = target.subject();
    return subject == null ? row.entrants().getFirst().label() : subject;
  }

  private List<Sample> of(String label) {
    return samples.getOrDefault(label, List.of());
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length == 0
        ? Double.NaN
        : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
