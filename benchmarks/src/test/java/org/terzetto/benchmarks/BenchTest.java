package org.terzetto.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.benchmarks.race.Dropout;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Entrant;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.race.Sample;
import picocli.CommandLine.ExitCode;

/** The rows are not run: each has the dropouts that the test names, and the others a figure. */
class BenchTest {
  private static final List<Row> ROWS = List.of(row("first"), row("second"));

  @TempDir private Path results;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Effort> efforts = new ArrayList<>();
  private Map<String, Dropout> dropoutsOfFirst = Map.of();
  private boolean crash;

  @Test
  void fullRun_isWritten() throws IOException {
    assertEquals(ExitCode.OK, run("--rounds", "9"));
    assertEquals(List.of(Effort.FULL.withRounds(9), Effort.FULL.withRounds(9)), efforts);
    assertTrue(out().contains("## first: Work\n"), out());
    assertTrue(out().contains("written to " + results), out());
    assertEquals(2, files().size(), "the report, and the folder of charts");
  }

  @Test
  void fullRunThatIsCutShort_leavesWhatWasWrittenBefore() throws IOException {
    assertEquals(ExitCode.OK, run());
    List<Path> files = files();
    String report = report(files);
    crash = true;
    assertThrows(IllegalStateException.class, () -> run("--rounds", "9"));
    assertEquals(files, files());
    assertEquals(report, report(files));
  }

  private static String report(List<Path> files) throws IOException {
    return Files.readString(files.stream().filter(Files::isRegularFile).findAny().orElseThrow());
  }

  @Test
  void otherRuns_arePrintedOnly_andSaySo() throws IOException {
    assertEquals(ExitCode.OK, run("--quick"));
    assertTrue(out().contains("## first: Work (a tenth of the work)\n"), out());
    assertTrue(out().contains("nothing was written"), out());
    assertEquals(ExitCode.OK, run("second"));
    assertEquals(List.of(), files());
    assertEquals(List.of(Effort.QUICK, Effort.QUICK, Effort.FULL), efforts);
  }

  @Test
  void contenderThatBroke_isTheExitStatus_afterAllRows() throws IOException {
    dropoutsOfFirst = Map.of("peer", new Dropout(true, "crack"));
    assertEquals(Bench.UNSOUND, run());
    assertTrue(out().contains("- peer is left out: crack\n"), out());
    assertTrue(out().contains("## second: "), out());
    assertTrue(err().endsWith("bench: somebody broke, or ours is missing, in first\n"), err());
  }

  @Test
  void contenderThatCannotBeStarted_isFine_unlessItIsOurs() throws IOException {
    dropoutsOfFirst = Map.of("peer", new Dropout(false, "no cc here"));
    assertEquals(ExitCode.OK, run());
    dropoutsOfFirst = Map.of("Terzetto", new Dropout(false, "no epoll here"));
    assertEquals(Bench.UNSOUND, run());
  }

  @Test
  void misuse_isToldInOneLine() throws IOException {
    assertMisuse("no row begins with third; see --list", "--quick", "third");
    assertMisuse("Unknown option: '--fast'; see --help", "--fast");
    assertMisuse(
        "Invalid value for option '--rounds': '0' is no number from 1 on; see --help",
        "--rounds",
        "0");
    assertMisuse(
        "Expected parameter for option '--rounds' but found '--quick'; see --help",
        "--rounds",
        "--quick");
    assertMisuse(
        "Missing required parameter for option '--launches' (N); see --help", "--launches");
  }

  private void assertMisuse(String message, String... args) throws IOException {
    err.reset();
    assertEquals(ExitCode.USAGE, run(args));
    assertEquals("bench: " + message + "\n", err());
    assertEquals("", out());
  }

  @Test
  void help_isAnAnswer_whateverElseIsAskedFor() throws IOException {
    assertEquals(ExitCode.OK, run("--quick", "--list", "--help"));
    assertTrue(out().startsWith("Usage: ./build bench "), out());
    for (String option : List.of("--quick", "--launches=N", "--rounds=N", "--list", "--help")) {
      assertTrue(out().contains(" " + option + " "), option);
    }
    assertEquals("", err());
    assertEquals(List.of(), efforts);
  }

  @Test
  void list_namesTheRows() throws IOException {
    assertEquals(ExitCode.OK, run("--list", "second"));
    assertEquals("second               Work\n", out());
    assertEquals(List.of(), efforts);
  }

  private int run(String... args) throws IOException {
    return new Bench(ROWS, this::outcome, results, printer(out), printer(err)).run(args);
  }

  private Outcome outcome(Row row, Effort effort) {
    efforts.add(effort);
    if (crash && row.name().equals("second")) {
      throw new IllegalStateException("crash");
    }
    List<Sample> samples = List.of(new Sample(Map.of(Metric.TIME, 1.0)));
    Map<String, Dropout> dropouts = row.name().equals("first") ? dropoutsOfFirst : Map.of();
    Map<String, List<Sample>> others = new HashMap<>(Map.of("Terzetto", samples, "peer", samples));
    others.keySet().removeAll(dropouts.keySet());
    return new Outcome(row, others, dropouts);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(results)) {
      return files.toList();
    }
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static Row row(String name) {
    return new Row(
        name,
        "Work",
        List.of(Metric.TIME),
        List.of(entrant("Terzetto"), entrant("peer")),
        List.of());
  }

  private static Entrant entrant(String label) {
    return new Entrant(
        label,
        _ -> {
          throw new IOException("not to be started");
        });
  }
}
