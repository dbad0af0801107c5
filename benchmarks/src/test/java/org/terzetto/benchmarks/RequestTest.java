package org.terzetto.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Row;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class RequestTest {
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
    Request request = parse("spawn", "swim");
    assertEquals(
        "no row begins with swim; see --list",
        assertThrows(IllegalArgumentException.class, () -> request.select(ROWS)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "", "1.5", "many", "9999999999"})
  void numbers_areFromOneOn(String number) {
    assertThrows(ParameterException.class, () -> parse("--rounds", number));
    assertThrows(ParameterException.class, () -> parse("--launches", number));
  }

  @Test
  void fullRun_isOneOfAllRowsAtFullSize() {
    assertTrue(parse().isFullRun());
    assertTrue(parse("--rounds", "9").isFullRun());
    assertFalse(parse("--quick").isFullRun());
    assertFalse(parse("spawn").isFullRun());
  }

  private static Request parse(String... args) {
    return CommandLine.populateCommand(new Request(), args);
  }

  private static List<String> selected(String... names) {
    return parse(names).select(ROWS).stream().map(Row::name).toList();
  }
}
