package org.terzetto.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
  private static final String USAGE =
      """
      usage: ./build bench [--quick] [--launches N] [--rounds N] [--list] [NAME...]

        NAME        rows whose names begin so; without names all of them
        --quick     a tenth of the work, and one launch
        --launches  how often each contender is started anew
        --rounds    how many rounds of a launch count
        --list      lists the rows
      """;

  private final List<String> names = new ArrayList<>();
  private Effort effort = Effort.FULL;
  private boolean list;

  private Bench() {}

  static void main(String[] args) throws IOException {
    Bench bench = new Bench();
    try {
      bench.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage() + "\n" + USAGE);
      System.exit(2);
    }
    bench.run(List.of(args));
  }

  private void parse(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      switch (arg) {
        case "--quick" -> effort = Effort.QUICK;
        case "--list" -> list = true;
        case "-h", "--help" ->
            throw new IllegalArgumentException("measures Terzetto beside its peers");
        case "--launches" -> effort = effort.withLaunches(number(args, ++i));
        case "--rounds" -> effort = effort.withRounds(number(args, ++i));
        default -> names.add(arg);
      }
    }
    if (rows().isEmpty()) {
      throw new IllegalArgumentException("no row begins with any of " + names);
    }
  }

  private static int number(List<String> args, int index) {
    String option = args.get(index - 1);
    String text = index < args.size() ? args.get(index) : "nothing";
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        option + " is followed by " + text + "; give it a number from 1 on");
  }

  private void run(List<String> args) throws IOException {
    if (list) {
      rows().forEach(row -> System.out.printf("%-20s %s%n", row.name(), row.title()));
      return;
    }
    Path file = Path.of("benchmarks", "results", LocalDate.now(ZoneId.systemDefault()) + ".md");
    Report report = new Report(file, Machine.conditions(args, effort));
    for (Row row : rows()) {
      System.err.println("running " + row.name());
      Outcome outcome = new Race(row, effort, System.err::println).run();
      System.out.println(Report.text(outcome));
      report.add(outcome);
    }
    System.out.println("written to " + file);
  }

  /** A name that is given in full means that row alone, even if others begin so. */
  private List<Row> rows() {
    List<Row> all = Stream.concat(MicroRows.all().stream(), ServerRows.all().stream()).toList();
    Set<String> exact = all.stream().map(Row::name).collect(Collectors.toSet());
    return all.stream()
        .filter(row ->
            names.isEmpty()
                || names.stream()
                    .anyMatch(name ->
                        exact.contains(name)
                            ? row.name().equals(name)
                            : row.name().startsWith(name)))
        .toList();
  }
}
