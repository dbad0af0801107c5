package org.terzetto.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.examples.Examples.Program;
import org.terzetto.testing.MockClock;

/** What programs print. */
final class Output {
  private Output() {}

  /** The lines of a whole program. */
  static List<String> of(Program program) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** The lines of a main task, on a clock that takes no time over waiting. */
  static List<String> onMockClock(TaskBody main) throws Exception {
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    return of(() -> Terzetto.run(RunOptions.defaults().withClock(clock), main));
  }
}
