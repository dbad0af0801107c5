package org.terzetto.benchmarks.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.terzetto.benchmarks.micro.MicroRows;

class RaceTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void rounds_areInterleavedAndRotated() throws IOException {
    Race race =
        new Race(row(racer("a", 1, 1, 1, 1), racer("b", 2, 2, 2, 2)), effort(1, 3), log::add);
    race.run();
    assertEquals(List.of("b", "a", "a", "b", "b", "a", "a", "b"), log);
  }

  @Test
  void ratio_isTheMedianOfTheRoundsRatios() throws IOException {
    // The rounds' ratios are 1/2, 1/4, 1/5; the medians would give 10/8.
    Race race = new Race(row(racer("a", 4, 1, 10), racer("b", 8, 4, 50)), effort(0, 3), log::add);
    Outcome outcome = race.run();
    assertEquals(0.25, outcome.ratio("a", "b", Metric.TIME));
    assertEquals(4, outcome.median("a", Metric.TIME));
    assertEquals(0.25, outcome.reached(Target.ratio(Metric.TIME, "b", 0.5)));
  }

  @Test
  void rounds_cutIntoSlices_areMoreAndSmaller() throws IOException {
    Row cut = new Row("test", "a test", 3, List.of(Metric.TIME), List.of(sized("a")), List.of());
    Outcome full = new Race(cut, new Effort(false, 1, 1, 2, 1), log::add).run();
    assertEquals(10, full.median("a", Metric.TIME));
    assertEquals(3 * (1 + 2), log.size());
    log.clear();
    Outcome quick = new Race(cut, new Effort(true, 1, 1, 2, 1), log::add).run();
    assertEquals(3, quick.median("a", Metric.TIME));
    assertEquals(1 + 2, log.size());
  }

  @Test
  void launches_eachStartsContendersAnewAndWarmsUp() throws IOException {
    Race race =
        new Race(
            row(racer("a", 9, 1, 2), racer("b", 9, 2, 2)), effort(1, 2).withLaunches(2), log::add);
    Outcome outcome = race.run();
    assertEquals(2 * 2 * 3, log.size());
    assertEquals(List.of(1.0, 2.0, 1.0, 2.0), times(outcome, "a"));
  }

  @Test
  void launches_contenderThatBrokeInOne_isLeftOutOfAll() throws IOException {
    int[] starts = new int[1];
    Entrant brittle =
        new Entrant("b", effort -> starts[0]++ == 0 ? new Scripted("b", 1) : new Scripted("b"));
    Race race = new Race(row(racer("a", 1), brittle), effort(0, 1).withLaunches(3), log::add);
    Outcome outcome = race.run();
    assertFalse(outcome.has("b"));
    assertEquals(2, starts[0]);
    assertEquals(List.of(1.0, 1.0, 1.0), times(outcome, "a"));
  }

  private static List<Double> times(Outcome outcome, String label) {
    return outcome.samples().get(label).stream().map(s -> s.get(Metric.TIME)).toList();
  }

  /** Each round takes as long as it is large. */
  private Entrant sized(String label) {
    return new Entrant(
        label,
        effort -> {
          double[] sizes = new double[9];
          Arrays.fill(sizes, effort.of(30));
          return new Scripted(label, sizes);
        });
  }

  @Test
  void contender_thatBreaks_isLeftOut() throws IOException {
    Race race = new Race(row(racer("a", 1, 1), racer("b", 1)), effort(0, 2), log::add);
    Outcome outcome = race.run();
    assertFalse(outcome.has("b"));
    assertTrue(log.contains("b is left out: no more"), log::toString);
    assertTrue(Double.isNaN(outcome.reached(Target.ratio(Metric.TIME, "b", 0.5))));
  }

  /** With real processes. */
  @Test
  void microRow_measuresAllContenders() throws IOException {
    Row row =
        MicroRows.all().stream().filter(r -> r.name().equals("deadline-scope")).findFirst().get();
    Outcome outcome = new Race(row, effort(0, 1), log::add).run();
    assertEquals(List.of(), log);
    for (Entrant entrant : row.entrants()) {
      assertTrue(outcome.median(entrant.label(), Metric.TIME) > 0);
    }
  }

  private Entrant racer(String label, double... times) {
    return new Entrant(label, effort -> new Scripted(label, times));
  }

  private static Row row(Entrant... entrants) {
    return new Row("test", "a test", List.of(Metric.TIME), List.of(entrants), List.of());
  }

  private static Effort effort(int warmups, int rounds) {
    return new Effort(true, 1, warmups, rounds, 1);
  }

  /** Says when it runs, and measures what it was told to. */
  private final class Scripted implements Racer {
    private final String label;
    private final double[] times;
    private int round;

    Scripted(String label, double... times) {
      this.label = label;
      this.times = times;
    }

    @Override
    public Sample round() throws IOException {
      log.add(label);
      if (round == times.length) {
        throw new IOException("no more");
      }
      return new Sample(Map.of(Metric.TIME, times[round++]));
    }

    @Override
    public void close() {}
  }
}
