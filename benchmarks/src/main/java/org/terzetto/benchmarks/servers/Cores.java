package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps server and generator apart, and reads what a process has used. */
final class Cores {
  static final int SERVER = 0;
  static final int GENERATOR = 1;

  private static final boolean CAN_PIN =
      Runtime.getRuntime().availableProcessors() > 1
          && Files.isExecutable(Path.of("/usr/bin/taskset"));

  private Cores() {}

  /** The command, kept on one core where the system can do that. */
  static List<String> pinned(int core, List<String> command) {
    return CAN_PIN
        ? Stream.concat(Stream.of("/usr/bin/taskset", "-c", "" + core), command.stream()).toList()
        : command;
  }

  /**
   * The CPU time of a process, kernel included, in nanoseconds: from the scheduler's account of its
   * threads, since the usual counters move in steps of ten milliseconds.
   */
  static long cpuNanos(Process process) throws IOException {
    Path tasks = Path.of("/proc", "" + process.pid(), "task");
    if (!Files.isDirectory(tasks)) {
      return process.info().totalCpuDuration().orElseThrow().toNanos();
    }
    long sum = 0;
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        sum += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
      }
    }
    return sum;
  }
}
