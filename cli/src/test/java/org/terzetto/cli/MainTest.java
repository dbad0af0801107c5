package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.examples.Examples;
import org.terzetto.examples.Examples.Example;

class MainTest {
  @ParameterizedTest
  @ValueSource(strings = {"--help", "echo --help", "example --help", "backends -h", "run --help"})
  void help_isPrintedOnStdout_withoutColours(String command) {
    InProcess result = InProcess.run(command.split(" "));
    assertEquals(0, result.status());
    assertTrue(result.out().startsWith("Usage: terzetto"), result.out());
    assertFalse(result.out().contains("\u001B"), result.out());
    assertEquals("", result.err());
  }

  @Test
  void noArguments_printTheHelp() {
    assertEquals(InProcess.run("--help"), InProcess.run());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "echo --version"})
  void version_isOneLine(String command) {
    InProcess result = InProcess.run(command.split(" "));
    assertEquals(0, result.status());
    assertTrue(result.out().matches("terzetto \\S+.*\\R"), result.out());
  }

  @Test
  void help_ofEcho_namesTheDefaults() {
    String help = InProcess.run("echo", "--help").out();
    assertTrue(help.contains("127.0.0.1"), help);
    assertTrue(help.contains("5s"), help);
  }

  @Test
  void backends_areATable() {
    List<String> lines = InProcess.run("backends").out().lines().toList();
    assertEquals("NAME PRIORITY CHOSEN AVAILABLE", lines.getFirst().replaceAll(" +", " "));
    assertTrue(lines.stream().anyMatch(line -> line.matches("nio +0 +(yes|no) +yes")));
    assertEquals(1, lines.stream().filter(line -> line.matches("\\w+ +\\d+ +yes .*")).count());
  }

  @Test
  void example_withoutAName_listsThemAll() {
    List<String> lines = InProcess.run("example").out().lines().toList();
    List<String> names = lines.stream().map(line -> line.split(" ")[0]).toList();
    assertEquals(Examples.all().stream().map(Example::name).toList(), names);
  }

  @ParameterizedTest
  @CsvSource({
    "0ms, 0",
    "500ms, 500",
    "5s, 5000",
    "2m, 120000",
    "1h, 3600000",
    "999999999h, 3599999996400000"
  })
  void durations_areReadAsPeopleTypeThem(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), new DurationConverter().convert(text));
  }
}
