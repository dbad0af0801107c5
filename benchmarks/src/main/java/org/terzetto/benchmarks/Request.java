package org.terzetto.benchmarks;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What the user asked for: options in any order, and names of rows. */
@Command(
    name = "./build bench",
    description = "Measures Terzetto beside its peers.",
    footer =
        "A run of all rows that is not quick writes benchmarks/results/DATE.md; others print only.")
final class Request {
  @Parameters(
      paramLabel = "NAME",
      description = "Rows whose names begin so; without names all of them.")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "A tenth of the work, and one launch.")
  private boolean quick;

  @Option(
      names = "--launches",
      paramLabel = "N",
      converter = FromOne.class,
      description = "How often each contender is started anew.")
  private @Nullable Integer launches;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      converter = FromOne.class,
      description = "How many rounds of a launch count.")
  private @Nullable Integer rounds;

  @Option(names = "--list", description = "List the rows.")
  private boolean list;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this.")
  private boolean help;

  Request() {}

  /** A number of launches, or of rounds. */
  private static final class FromOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("[1-9][0-9]{0,8}")) {
        throw new TypeConversionException("'" + text + "' is no number from 1 on");
      }
      return Integer.valueOf(text);
    }
  }

  boolean list() {
    return list;
  }

  boolean help() {
    return help;
  }

  /** Whether the results are such as to be kept: of all rows, and at full size. */
  boolean isFullRun() {
    return names.isEmpty() && !quick;
  }

  Effort effort() {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    return effort
        .withLaunches(Objects.requireNonNullElse(launches, effort.launches()))
        .withRounds(Objects.requireNonNullElse(rounds, effort.rounds()));
  }

  /**
   * The rows that are meant, in their order. A name that is given in full means that row alone,
   * even if others begin so.
   *
   * @throws IllegalArgumentException if a name means none; the message is for the user
   */
  List<Row> select(List<Row> all) {
    Set<Row> meant = new HashSet<>();
    names.forEach(name -> meant.addAll(rowsCalled(name, all)));
    return names.isEmpty() ? all : all.stream().filter(meant::contains).toList();
  }

  private static List<Row> rowsCalled(String name, List<Row> all) {
    List<Row> exact = all.stream().filter(row -> row.name().equals(name)).toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    List<Row> beginning = all.stream().filter(row -> row.name().startsWith(name)).toList();
    if (beginning.isEmpty()) {
      throw new IllegalArgumentException("no row begins with " + name + "; see --list");
    }
    return beginning;
  }
}
