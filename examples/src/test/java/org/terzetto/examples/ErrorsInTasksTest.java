package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsInTasksTest {
  /** Without stack frames, most of which the tutorial leaves out in favour of an ellipsis. */
  private static List<String> withoutFrames(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.matches("[|\\s]*(at .*|\\.\\.\\.)"))
        .map(line -> line.replace("\t", "        "))
        .toList();
  }

  @Test
  void main_printsWhatTheTutorialShows() throws Exception {
    assertEquals(
        withoutFrames(Documents.output("errors-in-tasks")),
        withoutFrames(Output.of(ErrorsInTasks::main)));
  }

  /** The frames that the tutorial does show. */
  @Test
  void main_printsTheFramesOfTheExample() throws Exception {
    assertEquals(
        framesOfTheExample(Documents.output("errors-in-tasks")),
        framesOfTheExample(Output.of(ErrorsInTasks::main)));
  }

  private static List<String> framesOfTheExample(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains("at org.terzetto.examples."))
        .map(line -> line.substring(line.indexOf("at ")))
        .toList();
  }
}
