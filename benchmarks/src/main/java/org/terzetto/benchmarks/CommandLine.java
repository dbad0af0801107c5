package org.terzetto.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Row;

/** What the user asked for: options in any order, and names of rows. */
final class CommandLine {
  static final String USAGE =
      """
      usage: ./build bench [--quick] [--launches N] [--rounds N] [--list] [NAME...]

        NAME        rows whose names begin so; without names all of them
        --quick     a tenth of the work, and one launch
        --launches  how often each contender is started anew
        --rounds    how many rounds of a launch count
        --list      lists the rows
        --help      prints this

      A run of all rows that is not quick writes benchmarks/results/DATE.md; others print only.
      """;

  private static final int UNSET = 0;

  private final List<String> names = new ArrayList<>();
  private boolean quick;
  private boolean list;
  private boolean help;
  private int launches = UNSET;
  private int rounds = UNSET;

  private CommandLine() {}

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if they ask for something that there is not; the message is
   *     for the user
   */
  static CommandLine parse(List<String> args) {
    CommandLine line = new CommandLine();
    Deque<String> rest = new ArrayDeque<>(args);
    while (!rest.isEmpty()) {
      line.accept(rest.pop(), rest);
    }
    return line;
  }

  private void accept(String arg, Deque<String> rest) {
    switch (arg) {
      case "--quick" -> quick = true;
      case "--list" -> list = true;
      case "-h", "--help" -> help = true;
      case "--launches" -> launches = number(arg, rest);
      case "--rounds" -> rounds = number(arg, rest);
      default -> name(arg);
    }
  }

  private void name(String arg) {
    if (arg.startsWith("-")) {
      throw new IllegalArgumentException("there is no option " + arg + "; see --help");
    }
    names.add(arg);
  }

  private static int number(String option, Deque<String> rest) {
    String text = rest.isEmpty() ? "nothing" : rest.pop();
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

  /** Made last, so that the order of the options does not matter. */
  Effort effort() {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    effort = launches == UNSET ? effort : effort.withLaunches(launches);
    return rounds == UNSET ? effort : effort.withRounds(rounds);
  }

  /**
   * The rows that are meant, in their order. A name that is given in full means that row alone,
   * even if others begin so.
   *
   * @throws IllegalArgumentException if a name means none
   */
  List<Row> select(List<Row> all) {
    Set<String> exact = all.stream().map(Row::name).collect(Collectors.toSet());
    for (String name : names) {
      if (exact.stream().noneMatch(row -> row.startsWith(name))) {
        throw new IllegalArgumentException("no row begins with " + name + "; see --list");
      }
    }
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
