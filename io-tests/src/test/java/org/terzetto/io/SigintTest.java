package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.testing.Covers;

/** Programs in processes of their own, interrupted as a terminal would. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class SigintTest {
  /** What a shell says of a process that SIGINT has killed; the JVM's own handler exits so, too. */
  private static final int INTERRUPTED = 130;

  private Process program;
  private BufferedReader out;

  private void start(List<String> command) throws IOException {
    program = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = program.inputReader();
  }

  private void startAndAwaitReady(String which) throws IOException {
    start(ChildJvm.command(SigintProgram.class, which));
    assertEquals("ready", out.readLine());
  }

  private void pressCtrlC() throws IOException, InterruptedException {
    assertEquals(0, kill());
  }

  private int kill() throws IOException, InterruptedException {
    String pid = String.valueOf(program.pid());
    return new ProcessBuilder("kill", "-INT", pid).start().waitFor();
  }

  @AfterEach
  void end() throws InterruptedException {
    program.destroyForcibly().waitFor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"asks", "asks by property"})
  @Covers({"KEY-1", "KEY-2"})
  void ctrlC_reachesMain_andIsTheProcessesOwnAgainAfterTheRun(String which) throws Exception {
    startAndAwaitReady(which);
    pressCtrlC();
    assertEquals("cleaned up", out.readLine());
    assertEquals("1", out.readLine());
    assertEquals("ready", out.readLine());
    pressCtrlC();
    assertEquals(INTERRUPTED, program.waitFor());
    assertEquals(List.of(), out.lines().toList());
  }

  @Test
  @Covers("KEY-1")
  void run_thatWasNotAsked_leavesTheSignalAlone() throws Exception {
    startAndAwaitReady("does not ask");
    pressCtrlC();
    assertEquals(INTERRUPTED, program.waitFor());
    assertEquals(List.of(), out.lines().toList());
  }

  @Test
  @Covers("KEY-1")
  void handlerOfTheProgram_isRespectedAndNotReset() throws Exception {
    startAndAwaitReady("has a handler");
    pressCtrlC();
    assertEquals("the program's handler", out.readLine());
    assertEquals("ready", out.readLine());
    pressCtrlC();
    assertEquals("the program's handler", out.readLine());
    assertEquals(0, program.waitFor());
  }

  @Test
  @Covers("KEY-1")
  void handlerInstalledDuringTheRun_isNotReset() throws Exception {
    startAndAwaitReady("gets a handler");
    pressCtrlC();
    assertEquals("the program's handler", out.readLine());
    assertEquals("ready", out.readLine());
    pressCtrlC();
    assertEquals("the program's handler", out.readLine());
  }

  @Test
  @Covers("KEY-1")
  void signalThatTheShellIgnores_staysIgnored() throws Exception {
    start(ChildJvm.command("trap '' INT", SigintProgram.class, "reads"));
    assertEquals("ready", out.readLine());
    pressCtrlC();
    program.outputWriter().append('a').flush();
    assertEquals("read 97", out.readLine());
    assertEquals(0, program.waitFor());
  }

  @Test
  @Covers("KEY-8")
  void ctrlC_again_whileMainDoesNotAnswer_endsTheProcess() throws Exception {
    startAndAwaitReady("is stuck");
    do {
      kill(); // which fails if the process has just ended
    } while (!program.waitFor(10, TimeUnit.MILLISECONDS));
    assertEquals(INTERRUPTED, program.exitValue());
  }
}
