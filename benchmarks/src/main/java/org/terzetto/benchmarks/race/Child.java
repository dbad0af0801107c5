package org.terzetto.benchmarks.race;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that is told line by line what to do, answers line by line, and ends when its input
 * does. One that does not keep to this is killed at once, so that it cannot stay behind whoever
 * started it, and the exception says in one line what became of it.
 */
public final class Child implements AutoCloseable {
  /** Many times what the longest round takes: whoever needs more hangs. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int SECONDS_TO_END = 10;

  private final String name;
  private final Duration limit;
  private final File errors;
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /** Starts it. The name is for messages. */
  public Child(String name, List<String> command) throws IOException {
    this(name, command, LIMIT);
  }

  Child(String name, List<String> command, Duration limit) throws IOException {
    this.name = name;
    this.limit = limit;
    errors = File.createTempFile("benchmark-", ".err");
    errors.deleteOnExit();
    process = new ProcessBuilder(command).redirectError(Redirect.to(errors)).start();
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  /** Tells it what to do. */
  public void order(String text) throws IOException {
    try {
      orders.write(text + "\n");
      orders.flush();
    } catch (IOException e) {
      throw failure("", e);
    }
  }

  /** What follows in its next line, which has to begin so. */
  public String answer(String beginning) throws IOException {
    String answer = nextLine();
    if (answer == null) {
      throw failure("", null);
    }
    if (!answer.startsWith(beginning)) {
      throw failure("answer \"" + answer + "\" is none; ", null);
    }
    return answer.substring(beginning.length()).strip();
  }

  /** The reading ends when the process does, so the alarm has only to kill it. */
  private @Nullable String nextLine() throws IOException {
    CompletableFuture<Boolean> late =
        new CompletableFuture<Boolean>()
            .completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> _ =
        late.thenAccept(isLate -> {
          if (isLate) {
            kill();
          }
        });
    String line = answers.readLine();
    if (!late.complete(false)) {
      throw failure("no answer within " + limit.toSeconds() + " s, so it was killed; ", null);
    }
    return line;
  }

  /** The CPU time that it has used, of all its threads, kernel included, in nanoseconds. */
  public long cpuNanos() throws IOException {
    return CpuClock.nanosOf(process).orElseThrow(() -> failure("", null));
  }

  private IOException failure(String complaint, @Nullable Throwable cause) {
    IOException failure = new IOException(complaint + fate(), cause);
    kill();
    return failure;
  }

  /** What became of it. Its output ends a little before the process itself, so give it time. */
  public String fate() {
    String state = hasEnded(1) ? " ended with code " + process.exitValue() : " is still running";
    return name + state + ", and said " + firstWords();
  }

  /** Not what the JVM says to everybody. */
  private String firstWords() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(errors.toPath()), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank())
          .filter(line -> !line.startsWith("Picked up ") && !line.startsWith("WARNING: "))
          .findFirst()
          .orElse("nothing");
    } catch (IOException e) {
      return "what cannot be read: " + e.getMessage();
    }
  }

  /** Ends it at once. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Lets it end, and kills it if it does not. */
  @Override
  public void close() throws IOException {
    try {
      orders.close();
    } catch (IOException e) {
      // It has ended already.
    }
    if (!hasEnded(SECONDS_TO_END)) {
      kill();
      throw new IOException(name + " did not end, and was killed");
    }
  }

  private boolean hasEnded(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** For tests. */
  ProcessHandle handle() {
    return process.toHandle();
  }
}
