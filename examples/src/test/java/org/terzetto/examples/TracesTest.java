package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.terzetto.ExceptionGroup;
import org.terzetto.RunOptions;
import org.terzetto.lowlevel.InterruptSource;
import org.terzetto.spi.Clock;

/** The programs that print traces, and the tracer's wording. */
class TracesTest {
  /** Without what differs from run to run: times, and the order within a batch. */
  private static List<String> essence(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll("[0-9]+\\.[0-9]{4} seconds", "N seconds"))
        .sorted()
        .toList();
  }

  @Test
  void tasksWithTrace_printsWhatTheTutorialShows() throws Exception {
    RunOptions options = RunOptions.defaults().withClock(new StillClock());
    List<String> printed = Output.of(() -> TasksWithTrace.runTraced(options, System.out));
    assertEquals(essence(Documents.output("tasks-with-trace")), essence(printed));
    assertEquals("!!! run started", printed.getFirst());
    assertEquals("### new task spawned: <init>", printed.get(1));
    assertEquals("!!! run finished", printed.getLast());
    assertTrue(printed.contains("### waiting for I/O for up to 1.0000 seconds"), printed::toString);
  }

  @Test
  void tasksWithTrace_onARealClock_saysHowLongItWaits() throws Exception {
    List<String> waits =
        Output.of(TasksWithTrace::main).stream()
            .filter(line -> line.startsWith("### waiting for I/O"))
            .toList();
    assertTrue(
        waits.getFirst().matches("### waiting for I/O for up to 0\\.[0-9]{4} seconds"),
        waits::toString);
  }

  /** Stands still while tasks run, so that sleeps begun in one batch end in one batch. */
  private static final class StillClock implements Clock {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long realNanosUntil(long deadline) {
      long wait = Math.max(0, deadline - now);
      now += wait;
      return wait;
    }
  }

  @Test
  void ctrlC_interruptsTheNursery() throws Exception {
    ByteArrayOutputStream trace = new ByteArrayOutputStream();
    CountDownLatch asleep = new CountDownLatch(1);
    PrintStream out = new PrintStream(tee(trace, asleep), true, StandardCharsets.UTF_8);
    List<String> printed =
        Output.of(() -> {
          CompletableFuture<BooleanSupplier> keyboard = new CompletableFuture<>();
          InterruptSource ctrlC =
              interruptMain -> {
                keyboard.complete(interruptMain);
                return () -> {};
              };
          FutureTask<ExceptionGroup> run =
              new FutureTask<>(
                  () -> assertThrows(ExceptionGroup.class, () -> CtrlC.runTraced(out, ctrlC)));
          Thread.ofPlatform().start(run);
          asleep.await();
          assertTrue(keyboard.get().getAsBoolean());
          run.get();
        });
    assertEquals("press Ctrl-C", printed.getFirst());
    assertEquals(Documents.output("ctrl-c-end"), printed.subList(1, printed.size()));
    assertEquals(essence(Documents.output("ctrl-c")), essence(fromInterruptionToParent(trace)));
  }

  /** What follows the long wait, up to the parent's last step. */
  private static List<String> fromInterruptionToParent(ByteArrayOutputStream trace) {
    List<String> lines = trace.toString(StandardCharsets.UTF_8).lines().toList();
    int start = lines.indexOf("### task scheduled: parent"); // spawned
    while (!lines.get(start).startsWith("### waiting for I/O")) {
      start++;
    }
    start++;
    int end = lines.lastIndexOf("### doing a quick check for I/O");
    List<String> rest = lines.subList(start, end);
    return rest.subList(0, indexOfCheckBefore(rest, ">>> about to run one step of task: parent"));
  }

  private static int indexOfCheckBefore(List<String> lines, String step) {
    return lines.subList(0, lines.indexOf(step)).lastIndexOf("### doing a quick check for I/O");
  }

  /** Counts down once the loop has nothing left to do. */
  private static OutputStream tee(ByteArrayOutputStream copy, CountDownLatch asleep) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        copy.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        copy.write(bytes, offset, length);
        if (new String(bytes, offset, length, StandardCharsets.UTF_8).contains("waiting for I/O")) {
          asleep.countDown();
        }
      }
    };
  }
}
