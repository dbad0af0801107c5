package org.terzetto.benchmarks.race;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a race gave.
 *
 * @param row what was run
 * @param samples of each contender that came to the end, one per round, in the order of the rounds
 * @param dropouts the others, by their labels
 */
public record Outcome(Row row, Map<String, List<Sample>> samples, Map<String, Dropout> dropouts) {
  /** Who came to the end, in the order of the row. */
  public List<String> labels() {
    return row.entrants().stream().map(Entrant::label).filter(this::has).toList();
  }

  /** Whether this contender came to the end. */
  public boolean has(String label) {
    return samples.containsKey(label);
  }

  /** Whether nobody broke, and all of ours are there. */
  public boolean isSound() {
    return dropouts.values().stream().noneMatch(Dropout::broke)
        && dropouts.keySet().stream().noneMatch(Outcome::isOurs);
  }

  /** The first of ours that came to the end; never a peer, whose ratios would pass for ours. */
  public Optional<String> subject() {
    return labels().stream().filter(Outcome::isOurs).findFirst();
  }

  /** Whether it is ours that is called so. */
  public static boolean isOurs(String label) {
    return label.startsWith("Terzetto");
  }

  public double median(String label, Metric metric) {
    return figures(label, metric).median();
  }

  /** The median of {@link #ratios}. */
  public double ratio(String label, String against, Metric metric) {
    return ratios(label, against, metric).median();
  }

  /** What the target is about; nothing is measured if somebody is missing. */
  public Spread reached(Target target) {
    String against = target.against();
    String subject = subject(target);
    return against == null
        ? figures(subject, target.metric())
        : ratios(subject, against, target.metric());
  }

  /** Whom the target is about. */
  public String subject(Target target) {
    String subject = target.subject();
    return subject == null ? row.entrants().getFirst().label() : subject;
  }

  private Spread figures(String label, Metric metric) {
    return Spread.of(of(label).stream().mapToDouble(s -> s.get(metric)));
  }

  /** Of the rounds' ratios: the two figures of a ratio come from one and the same round. */
  private Spread ratios(String label, String against, Metric metric) {
    List<Sample> above = of(label);
    List<Sample> below = of(against);
    return Spread.of(
        IntStream.range(0, Math.min(above.size(), below.size()))
            .mapToDouble(i -> above.get(i).get(metric) / below.get(i).get(metric)));
  }

  private List<Sample> of(String label) {
    return samples.getOrDefault(label, List.of());
  }
}
