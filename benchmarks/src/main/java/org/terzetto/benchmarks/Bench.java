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
import org.jspecify.annotations.Nullable;
import org.terzetto.benchmarks.micro.MicroRows;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Race;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.report.Report;
import org.terzetto.benchmarks.servers.ServerRows;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The command {@code ./build bench}. */
final class Bench {
  /** Somebody broke, or ours is missing: what was measured is not all there was to measure. */
  static final int UNSOUND = 1;

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
    System.exit(bench.run(args));
  }

  /** Returns the exit status. */
  int run(String... args) throws IOException {
    Request request = new Request();
    CommandLine commandLine = new CommandLine(request);
    List<Row> rows;
    try {
      commandLine.parseArgs(args);
      rows = request.select(all);
    } catch (ParameterException e) {
      return misused(e.getMessage() + "; see --help");
    } catch (IllegalArgumentException e) {
      return misused(e.getMessage());
    }
    if (request.help()) {
      commandLine.usage(out);
      return ExitCode.OK;
    }
    if (request.list()) {
      rows.forEach(row -> out.printf("%-20s %s%n", row.name(), row.title()));
      return ExitCode.OK;
    }
    return request.isFullRun()
        ? runAndWrite(rows, request.effort(), args)
        : runAndPrint(rows, request.effort());
  }

  private int misused(@Nullable String message) {
    err.println("bench: " + message);
    return ExitCode.USAGE;
  }

  private int runAndWrite(List<Row> rows, Effort effort, String[] args) throws IOException {
    Path file = results.resolve(LocalDate.now(ZoneId.systemDefault()) + ".md");
    Report report = new Report(file, Machine.conditions(List.of(args), effort));
    int status = measure(rows, effort, report::add);
    report.write();
    out.println("written to " + file);
    return status;
  }

  private int runAndPrint(List<Row> rows, Effort effort) {
    int status = measure(rows, effort, _ -> {});
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
      return ExitCode.OK;
    }
    err.println("bench: somebody broke, or ours is missing, in " + String.join(", ", unsound));
    return UNSOUND;
  }
}
