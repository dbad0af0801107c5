package org.terzetto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The command in a process of its own, on the module path. */
final class CliProcess implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) \\(backend \\w+\\)");

  /** The bit of signal 2 in the masks of proc(5). */
  private static final long INT_BIT = 1L << 1;

  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private CliProcess(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    this.err = err;
  }

  /** Starts the command. */
  static CliProcess start(String... args) throws IOException {
    return start(List.of(), args);
  }

  /**
   * Starts the command by another one, such as a shell that sets limits and then runs its own
   * arguments.
   */
  static CliProcess start(List<String> launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.lang=org.terzetto.scheduler");
    command.addAll(List.of("-p", System.getProperty("java.class.path")));
    command.addAll(List.of("-m", "org.terzetto.cli/org.terzetto.cli.Main"));
    command.addAll(List.of(args));
    Path err = Files.createTempFile("terzetto", ".err");
    return new CliProcess(new ProcessBuilder(command).redirectError(err.toFile()).start(), err);
  }

  /** Reads what {@code echo} says once clients may connect. */
  int awaitPort() throws IOException {
    String line = out.readLine();
    Matcher matcher = LISTENING.matcher(String.valueOf(line));
    if (!matcher.matches()) {
      throw new AssertionError("instead of 'listening on': " + line + "; and: " + errors());
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** The next line on stdout, null at its end. */
  String readLine() throws IOException {
    return out.readLine();
  }

  /** Sends a signal, such as {@code INT}. */
  void signal(String name) throws IOException, InterruptedException {
    if (name.equals("INT") && ignoresInt()) {
      throw new AssertionError(
          "SIGINT is ignored here, as under nohup and in background jobs of a shell, and all that"
              + " is started here inherits it; run the tests in the foreground");
    }
    String target = String.valueOf(pid());
    int status = new ProcessBuilder("kill", "-" + name, target).inheritIO().start().waitFor();
    if (status != 0) {
      throw new AssertionError("kill -" + name + " failed with status " + status);
    }
  }

  private boolean ignoresInt() throws IOException {
    Path status = Path.of("/proc", String.valueOf(pid()), "status");
    if (!Files.exists(status)) {
      return false; // no Linux: the test will see
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> line.substring("SigIgn:".length()).strip())
          .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & INT_BIT) != 0);
    }
  }

  /** Waits for the end. */
  int awaitStatus() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the command does not end");
    }
    return process.exitValue();
  }

  /** What is on stdout that has not been read yet, up to the end of the process. */
  List<String> rest() {
    return out.lines().toList();
  }

  /** Everything on stderr so far. */
  String errors() throws IOException {
    return Files.readString(err);
  }

  long pid() {
    return process.pid();
  }

  /** How many descriptors the process has open. */
  long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", String.valueOf(pid()), "fd"))) {
      return all.count();
    }
  }

  /** Ends the process, if it has not ended. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(err);
  }
}
