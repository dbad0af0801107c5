package org.terzetto.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.terzetto.benchmarks.micro.MicroRows;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Race;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.report.Report;
import org.terzetto.benchmarks.servers.ServerRows;

/** The command {@code ./build bench}. */
final class Bench {
  static final int OK = 0;

  /** Somebody broke, or ours is missing: what was measured is not all there was to measure. */
  static final int UNSOUND = 1;

  static final int MISUSED = 2;

  private final List<Row> all;
  private final BiFunction<Row, Effort, Outcome> race;
  private final Path results;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * The command, not yet run.
   *
   * @param all the rows that there are
   * @param race runs one
   * @param results the folder for the reports of full runs
   * @param out for what was asked for
   * @param err for how it goes
   */
  Bench(
      List<Row> all,
      BiFunction<Row, Effort, Outcome> race,
      Path results,
      PrintStream out,
      PrintStream err) {
    this.all = all;
    this.race = race;
    this.results = results;
    this.out = out;
    this.err = err;
  }

  static void main(String[] args) throws IOException {
    List<Row> all = Stream.concat(MicroRows.all().stream(), ServerRows.all().stream()).toList();
    Bench bench =
        new Bench(
            all,
            (row, effort) -> new Race(row, effort, System.err::println).run(),
            Path.of("benchmarks", "results"),
            System.out,
            System.err);
    System.exit(bench.run(List.of(args)));
  }

  /** Returns the exit status. */
  int run(List<String> args) throws IOException {
    CommandLine line;
    List<Row> rows;
    try {
      line = CommandLine.parse(args);
      rows = line.select(all);
    } catch (IllegalArgumentException e) {
      err.println("bench: " + e.getMessage());
      return MISUSED;
    }
    if (line.help()) {
      out.print(CommandLine.USAGE);
      return OK;
    }
    if (line.list()) {
      rows.forEach(row -> out.printf("%-20s %s%n", row.name(), row.title()));
      return OK;
    }
    return line.isFullRun() ? runAndWrite(rows, line, args) : runAndPrint(rows, line);
  }

  private int runAndWrite(List<Row> rows, CommandLine line, List<String> args) throws IOException {
    Path file = results.resolve(LocalDate.now(ZoneId.systemDefault()) + ".md");
    Report report = new Report(file, Machine.conditions(args, line.effort()));
    int status = measure(rows, line.effort(), report::add);
    report.write();
    out.println("written to " + file);
    return status;
  }

  private int runAndPrint(List<Row> rows, CommandLine line) {
    int status = measure(rows, line.effort(), _ -> {});
    out.println("nothing was written, since this was not a full run: all rows, without --quick");
    return status;
  }

  private int measure(List<Row> rows, Effort effort, Consumer<Outcome> keeper) {
    List<String> unsound = new ArrayList<>();
    for (Row row : rows) {
      err.println("running " + row.name());
      Outcome outcome = race.apply(row, effort);
      out.println(Report.text(outcome, effort.quick() ? " (a tenth of the work)" : ""));
      keeper.accept(outcome);
      if (!outcome.isSound()) {
        unsound.add(row.name());
      }
    }
    if (unsound.isEmpty()) {
      return OK;
    }
    err.println("bench: somebody broke, or ours is missing, in " + String.join(", ", unsound));
    return UNSOUND;
  }
}
