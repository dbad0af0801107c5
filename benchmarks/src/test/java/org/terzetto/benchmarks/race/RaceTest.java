package org.terzetto.benchmarks.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.benchmarks.micro.MicroRows;

class RaceTest {
  private final List<String> log = new ArrayList<>();
  private long now;

  @Test
  void rounds_eachHasAllContenders_inAnOrderOfItsOwn() {
    new Race(row(endless("a"), endless("b"), endless("c")), effort(2, 90), log::add).run();
    assertEquals(3 * 92, log.size());
    Set<List<String>> orders = new HashSet<>();
    for (int round = 0; round < 92; round++) {
      List<String> order = log.subList(3 * round, 3 * (round + 1));
      assertEquals(Set.of("a", "b", "c"), Set.copyOf(order));
      orders.add(order);
    }
    assertEquals(6, orders.size(), "all orders that there are");
  }

  @Test
  void rounds_ofAnotherRun_haveTheSameOrders() {
    Row row = row(endless("a"), endless("b"), endless("c"));
    new Race(row, effort(2, 18), log::add).run();
    List<String> first = List.copyOf(log);
    log.clear();
    new Race(row, effort(2, 18), log::add).run();
    assertEquals(first, log);
  }

  /** The clock moves by 40 ms whenever the quick one runs, and by 100 for the slow one. */
  @Test
  void warmUp_goesOnUntilTheQuickestHasRunLongEnough() {
    Effort effort = new Effort(false, 2, 2, 100, 1, 1);
    Row row = row(taking("quick", 40), taking("slow", 100));
    Outcome outcome = new Race(row, effort, log::add, () -> now).run();
    assertEquals(2 * (3 + 1), Collections.frequency(log, "quick"));
    assertEquals(2 * (3 + 1), Collections.frequency(log, "slow"));
    assertEquals(2, outcome.samples().get("quick").size());
  }

  @Test
  void warmUp_ofLongRounds_hasItsNumberOfThem() {
    Effort effort = new Effort(false, 1, 4, 100, 1, 1);
    new Race(row(taking("slow", 1000)), effort, log::add, () -> now).run();
    assertEquals(4 + 1, log.size());
  }

  @Test
  void warmUp_withoutAnybodyLeft_ends() {
    Outcome outcome =
        new Race(row(racer("a")), new Effort(false, 1, 4, 100, 1, 1), log::add, () -> now).run();
    assertEquals(List.of(), outcome.labels());
  }

  @Test
  void ratio_isTheMedianOfTheRoundsRatios() throws IOException {
    // The rounds' ratios are 1/2, 1/4, 1/5; the medians would give 10/8.
    Race race = new Race(row(racer("a", 4, 1, 10), racer("b", 8, 4, 50)), effort(0, 3), log::add);
    Outcome outcome = race.run();
    assertEquals(0.25, outcome.ratio("a", "b", Metric.TIME));
    assertEquals(4, outcome.median("a", Metric.TIME));
    assertEquals(
        new Spread(0.225, 0.25, 0.375), outcome.reached(Target.ratio(Metric.TIME, "b", 0.5)));
    assertEquals(new Spread(2.5, 4, 7), outcome.reached(Target.absolute(Metric.TIME, 5)));
  }

  @Test
  void rounds_cutIntoSlices_areMoreAndSmaller() throws IOException {
    Row cut =
        new Row(
            "test",
            "a test",
            effort -> effort.cut(3),
            List.of(Metric.TIME),
            List.of(sized("a")),
            List.of());
    Outcome full = new Race(cut, new Effort(false, 1, 1, 0, 2, 1), log::add).run();
    assertEquals(10, full.median("a", Metric.TIME));
    assertEquals(1 + 3 * 2, log.size());
    log.clear();
    Outcome quick = new Race(cut, new Effort(true, 1, 1, 0, 2, 1), log::add).run();
    assertEquals(3, quick.median("a", Metric.TIME));
    assertEquals(1 + 2, log.size());
  }

  @Test
  void rounds_thatWouldBeTheSameEachTime_areOneInALaunch() {
    Row once =
        new Row(
            "test",
            "a test",
            Effort::once,
            List.of(Metric.TIME),
            List.of(sized("a"), sized("b")),
            List.of());
    Outcome outcome = new Race(once, new Effort(false, 2, 4, 3000, 4, 1), log::add).run();
    assertEquals(2 * 2, log.size());
    assertEquals(List.of(30.0, 30.0), times(outcome, "a"));
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
    Race race = new Race(row(racer("Terzetto", 1, 1), racer("b", 1)), effort(0, 2), log::add);
    Outcome outcome = race.run();
    assertFalse(outcome.has("b"));
    assertTrue(log.contains("b is left out: no more"), log::toString);
    assertEquals(Map.of("b", new Dropout(true, "no more")), outcome.dropouts());
    assertFalse(outcome.reached(Target.ratio(Metric.TIME, "b", 0.5)).isMeasured());
    assertFalse(outcome.isSound());
  }

  @Test
  void contender_thatCannotBeStarted_isLeftOut() {
    Outcome outcome =
        new Race(row(racer("Terzetto", 1), missing("C")), effort(0, 1), log::add).run();
    assertEquals(Map.of("C", new Dropout(false, "no cc here")), outcome.dropouts());
    assertTrue(outcome.isSound());
  }

  @Test
  void contender_thatCannotBeStartedAgain_hasBroken() {
    int[] starts = new int[1];
    Entrant brittle =
        new Entrant(
            "b",
            effort ->
                starts[0]++ == 0 ? new Scripted("b", 1) : missing("b").starter().start(effort));
    Race race =
        new Race(row(racer("Terzetto", 1), brittle), effort(0, 1).withLaunches(2), log::add);
    Outcome outcome = race.run();
    assertEquals(Map.of("b", new Dropout(true, "no cc here")), outcome.dropouts());
    assertFalse(outcome.isSound());
  }

  @Test
  void contender_ofOurs_mustNotBeMissing_evenIfItIsNotTheFirst() {
    for (Row row :
        List.of(
            row(missing("Terzetto, epoll"), racer("Terzetto, NIO", 1), racer("Netty", 1)),
            row(racer("Terzetto, epoll", 1), missing("Terzetto, NIO"), racer("Netty", 1)))) {
      assertFalse(new Race(row, effort(0, 1), log::add).run().isSound());
    }
  }

  @Test
  void contender_withABug_isLeftOut() {
    Entrant buggy =
        new Entrant(
            "b",
            _ -> {
              throw new NumberFormatException("a number\n was expected");
            });
    Outcome outcome = new Race(row(racer("Terzetto", 1), buggy), effort(0, 1), log::add).run();
    assertEquals(Map.of("b", new Dropout(false, "a number was expected")), outcome.dropouts());
  }

  @Test
  void subject_isOneOfOurs_neverAPeer() {
    Row row = row(missing("Terzetto, epoll"), racer("Netty", 1), racer("Terzetto, NIO", 1, 1));
    Outcome outcome = new Race(row, effort(0, 1), log::add).run();
    assertEquals(Optional.of("Terzetto, NIO"), outcome.subject());
    Outcome peers = new Race(row(missing("Terzetto"), racer("b", 1)), effort(0, 1), log::add).run();
    assertEquals(Optional.empty(), peers.subject());
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

  private static Entrant missing(String label) {
    return new Entrant(
        label,
        _ -> {
          throw new IOException("no cc here");
        });
  }

  private Entrant endless(String label) {
    return taking(label, 0);
  }

  private Entrant taking(String label, int millis) {
    double[] times = new double[99];
    Arrays.fill(times, millis);
    return racer(label, times);
  }

  private Entrant racer(String label, double... times) {
    return new Entrant(label, effort -> new Scripted(label, times));
  }

  private static Row row(Entrant... entrants) {
    return new Row("test", "a test", List.of(Metric.TIME), List.of(entrants), List.of());
  }

  private static Effort effort(int warmups, int rounds) {
    return new Effort(true, 1, warmups, 0, rounds, 1);
  }

  /**
   * Says when it runs, moves the clock by as many milliseconds, and measures what it was told to.
   */
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
      now += (long) times[round] * 1_000_000;
      return new Sample(Map.of(Metric.TIME, times[round++]));
    }

    @Override
    public void close() {}
  }
}
