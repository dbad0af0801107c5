package org.terzetto.benchmarks.servers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Keeps server and generator apart, on two processors of those that we may run on. */
public final class Cores {
  private static final Cores OURS = of(CpuSet.allowed(), CpuSet::coreOf, onPath("taskset"));

  private final List<String> server;
  private final List<String> generator;
  private final String description;

  private Cores(List<String> server, List<String> generator, String description) {
    this.server = server;
    this.generator = generator;
    this.description = description;
  }

  static Cores of(CpuSet allowed, IntFunction<String> coreOf, Optional<Path> taskset) {
    if (taskset.isEmpty()) {
      return new Cores(List.of(), List.of(), "not pinned: no taskset");
    }
    if (allowed.numbers().size() < 2) {
      return new Cores(List.of(), List.of(), "not pinned: fewer than two processors are allowed");
    }
    List<Integer> two = allowed.twoApart(coreOf);
    int first = two.getFirst();
    int second = two.getLast();
    String pair = "server on processor %d, load on processor %d".formatted(first, second);
    boolean shared = coreOf.apply(first).equals(coreOf.apply(second));
    return new Cores(
        List.of(taskset.get().toString(), "-c", "" + first),
        List.of(taskset.get().toString(), "-c", "" + second),
        shared ? pair + ", of one core" : pair);
  }

  private static Optional<Path> onPath(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Who runs where, in a line for the report. */
  public static String description() {
    return OURS.text();
  }

  /** The command of a server, kept on its processor where the system can do that. */
  static List<String> forServer(List<String> command) {
    return OURS.pinServer(command);
  }

  /** The same for a generator. */
  static List<String> forGenerator(List<String> command) {
    return OURS.pinGenerator(command);
  }

  String text() {
    return description;
  }

  List<String> pinServer(List<String> command) {
    return Stream.concat(server.stream(), command.stream()).toList();
  }

  List<String> pinGenerator(List<String> command) {
    return Stream.concat(generator.stream(), command.stream()).toList();
  }
}
