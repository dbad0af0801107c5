package org.terzetto.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program that should succeed quickly. */
final class Command {
  private Command() {}

  /** Everything it prints, errors included, so that a warning is seen too. */
  static String output(Object... words) throws IOException, InterruptedException {
    return output(new ProcessBuilder(List.of(words).stream().map(Object::toString).toList()));
  }

  /** The same, for one that is given more than words. */
  static String output(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> builder.command() + " says: " + output);
    return output;
  }
}
