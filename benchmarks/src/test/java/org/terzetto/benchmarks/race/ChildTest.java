package org.terzetto.benchmarks.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildTest {
  @Test
  void answer_isWhatFollowsItsBeginning() throws IOException {
    try (Child child = new Child("it", List.of("cat"))) {
      child.order("measured 1 2");
      assertEquals("1 2", child.answer("measured "));
    }
  }

  @Test
  void close_letsItEnd() throws IOException {
    Child child = new Child("it", List.of("cat"));
    child.close();
    assertFalse(child.handle().isAlive());
    assertEquals("it ended with code 0, and said nothing", child.fate());
  }

  @Test
  void answer_thatDoesNotBeginSo_killsIt() throws IOException {
    try (Child child = new Child("it", List.of("cat"))) {
      child.order("hello");
      assertFailsWith("answer \"hello\" is none; it is still running", () -> child.answer("bye"));
      child.handle().onExit().join();
    }
  }

  @Test
  void answer_thatDoesNotCome_killsIt() throws IOException {
    try (Child child = new Child("it", List.of("sleep", "100000"), Duration.ofMillis(50))) {
      assertFailsWith(
          "no answer within 0 s, so it was killed; it ended with code 137", () -> child.answer(""));
      assertFalse(child.handle().isAlive());
    }
  }

  @Test
  void answer_ofOneThatHasDied_isWhatItSaid() throws IOException {
    try (Child child = shell("echo boom >&2; exit 3")) {
      assertFailsWith("it ended with code 3, and said boom", () -> child.answer(""));
    }
  }

  @Test
  void order_toOneThatHasDied_isWhatItSaid() throws IOException {
    try (Child child = shell("echo boom >&2; exit 3")) {
      child.handle().onExit().join();
      assertFailsWith("it ended with code 3, and said boom", () -> child.order("go"));
    }
  }

  @Test
  void cpuTime_ofOneThatHasDied_isWhatItSaid() throws IOException {
    try (Child child = shell("echo boom >&2; exit 3")) {
      child.handle().onExit().join();
      assertFailsWith("it ended with code 3, and said boom", child::cpuNanos);
    }
  }

  @Test
  void fate_isNotWhatTheJvmSaysToEverybody() throws IOException {
    String says = "echo Picked up JAVA_TOOL_OPTIONS: -Dx=y; echo WARNING: preview; echo; echo boom";
    try (Child child = shell("(" + says + ") >&2; exit 1")) {
      assertFailsWith("it ended with code 1, and said boom", () -> child.answer(""));
    }
  }

  @Test
  void cpuTime_grows() throws IOException {
    try (Child child =
        shell(
            "echo ready; read x; i=0; while [ $i -lt 9999 ]; do i=$((i+1)); done; echo ready; read x")) {
      child.answer("ready");
      long before = child.cpuNanos();
      child.order("go");
      child.answer("ready");
      assertTrue(child.cpuNanos() > before);
    }
  }

  private static Child shell(String script) throws IOException {
    return new Child("it", List.of("sh", "-c", script));
  }

  private static void assertFailsWith(String message, Failing failing) {
    String actual = assertThrows(IOException.class, failing::run).getMessage();
    assertTrue(actual.startsWith(message), actual);
  }

  @FunctionalInterface
  private interface Failing {
    void run() throws IOException;
  }
}
