package org.terzetto.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Row;

class CommandLineTest {
  private static final List<Row> ROWS =
      Stream.of("cancel", "cancel-10000", "echo-50", "echo-500", "spawn")
          .map(name -> new Row(name, "", List.of(), List.of(), List.of()))
          .toList();

  @Test
  void options_countInAnyOrder() {
    Effort expected = Effort.QUICK.withRounds(3).withLaunches(2);
    assertEquals(expected, parse("--rounds", "3", "--launches", "2", "--quick").effort());
    assertEquals(expected, parse("--quick", "--launches", "2", "--rounds", "3").effort());
    assertEquals(Effort.FULL, parse().effort());
  }

  @Test
  void names_meanRowsThatBeginSo_orOneAlone() {
    assertEquals(List.of("echo-50", "echo-500", "spawn"), selected("spawn", "echo"));
    assertEquals(List.of("cancel"), selected("cancel"));
    assertEquals(5, selected().size());
  }

  @Test
  void names_eachHasToMeanSome() {
    assertEquals(
        "no row begins with swim; see --list", refusal(() -> parse("spawn", "swim").select(ROWS)));
  }

  @Test
  void options_unknownOrWithoutNumber_areRefused() {
    assertEquals("there is no option --fast; see --help", refusal(() -> parse("--fast")));
    assertEquals(
        "--rounds is followed by --quick; give it a number from 1 on",
        refusal(() -> parse("--rounds", "--quick")));
    assertEquals(
        "--rounds is followed by 0; give it a number from 1 on",
        refusal(() -> parse("--rounds", "0")));
    assertEquals(
        "--launches is followed by nothing; give it a number from 1 on",
        refusal(() -> parse("--launches")));
  }

  @Test
  void fullRun_isOneOfAllRowsAtFullSize() {
    assertTrue(parse().isFullRun());
    assertTrue(parse("--rounds", "9").isFullRun());
    assertFalse(parse("--quick").isFullRun());
    assertFalse(parse("spawn").isFullRun());
  }

  private static CommandLine parse(String... args) {
    return CommandLine.parse(List.of(args));
  }

  private static List<String> selected(String... names) {
    return parse(names).select(ROWS).stream().map(Row::name).toList();
  }

  private static String refusal(Runnable parse) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, parse::run).getMessage());
  }
}
