package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** In which context hooks run, and what they may do there. */
class InstrumentContextTest {
  private static String currentName() {
    return Terzetto.inTask() ? Task.current().name() : "no task";
  }

  @Test
  @Covers({"INS-11", "C-39"})
  void hooks_run_inTheContextOfTheirEvent() throws Exception {
    List<AssertionError> wrong = new ArrayList<>();
    Map<String, String> causes = new HashMap<>();
    MockClock clock = new MockClock();
    Pipe pipe = Pipe.open();
    EveryHook instrument =
        new EveryHook() {
          @Override
          void on(Hook hook, Task<?> task) {
            try {
              assertTrue(Terzetto.inRun());
              switch (hook) {
                case BEFORE_RUN, AFTER_RUN, BEFORE_IO_WAIT, AFTER_IO_WAIT -> {
                  assertEquals(false, Terzetto.inTask());
                  assertThrows(IllegalStateException.class, Task::current);
                }
                case BEFORE_TASK_STEP, AFTER_TASK_STEP, TASK_EXITED ->
                    assertSame(task, Task.current());
                case TASK_SPAWNED, TASK_SCHEDULED ->
                    causes.put(hook + " " + task.name(), currentName());
              }
            } catch (AssertionError error) {
              wrong.add(new AssertionError("in " + hook + " " + task, error));
            }
          }
        };
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      Terzetto.run(
          RunOptions.defaults().withClock(clock).withInstrument(instrument),
          () -> {
            assertEquals("no task", causes.get("taskSpawned <init>"));
            assertEquals("no task", causes.get("taskScheduled <init>"));
            assertEquals("<init>", causes.get("taskSpawned main"));
            assertEquals("<init>", causes.get("taskScheduled main"));
            Nursery.run(nursery -> {
              nursery.startSoon("sleeper", () -> Terzetto.sleep(Duration.ofSeconds(1)));
              nursery.startSoon("reader", () -> Readiness.of(source).waitReadable());
              nursery.startSoon("cancelled", Terzetto::sleepForever);
              assertEquals("main", causes.get("taskSpawned sleeper"));
              assertEquals("main", causes.get("taskScheduled sleeper"));
              TaskProbe.waitAllTasksBlocked();
              assertEquals("no task", causes.get("taskScheduled main"));
              clock.jump(Duration.ofSeconds(1));
              sink.write(ByteBuffer.allocate(1));
              TaskProbe.waitAllTasksBlocked();
              assertEquals("no task", causes.get("taskScheduled sleeper"));
              assertEquals("no task", causes.get("taskScheduled reader"));
              nursery.cancelScope().cancel();
              assertEquals("main", causes.get("taskScheduled cancelled"));
            });
            assertEquals("cancelled", causes.get("taskScheduled main"));
          });
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  @Covers("INS-12")
  void runFunctions_inHooks_work() throws Exception {
    Set<Hook> seen = new HashSet<>();
    List<LoopTime> times = new ArrayList<>();
    EveryHook instrument =
        new EveryHook() {
          @Override
          void on(Hook hook, Task<?> task) {
            if (hook != Hook.BEFORE_RUN) { // the clock has not started yet
              times.add(Terzetto.currentTime());
              seen.add(hook);
            }
            if (task != null && hook != Hook.TASK_SPAWNED) {
              assertTrue(RunStatistics.current().tasksLiving() >= 0);
              assertEquals("<init>", Task.root().name());
            }
          }
        };
    RecordingInstrument recording = new RecordingInstrument(); // behind the other
    Terzetto.run(
        RunOptions.defaults().withInstrument(instrument).withInstrument(recording),
        () -> Terzetto.sleep(Duration.ofMillis(1)));
    assertEquals(Hook.values().length - 1, seen.size(), seen::toString);
    assertEquals(recording.events().size() - 1, times.size());
    assertEquals(times.stream().sorted().toList(), times);
  }

  @Test
  @Covers("INS-18")
  void tracer_seesWhichTaskHogsTheLoop() throws Exception {
    MockClock clock = new MockClock();
    Map<String, Duration> longest = new HashMap<>();
    Instrument tracer =
        new Instrument() {
          private LoopTime began = LoopTime.PAST;

          @Override
          public void beforeTaskStep(Task<?> task) {
            began = Terzetto.currentTime();
          }

          @Override
          public void afterTaskStep(Task<?> task) {
            longest.merge(
                task.name(),
                Terzetto.currentTime().since(began),
                (a, b) -> a.compareTo(b) > 0 ? a : b);
          }
        };
    TaskBody polite = () -> checkpoints(10);
    Terzetto.run(
        RunOptions.defaults().withClock(clock).withInstrument(tracer),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("polite1", polite);
              nursery.startSoon(
                  "hog",
                  () -> {
                    Checkpoints.checkpoint();
                    clock.jump(Duration.ofSeconds(3)); // as if it computed for so long
                    Checkpoints.checkpoint();
                  });
              nursery.startSoon("polite2", polite);
            }));
    assertEquals(Duration.ofSeconds(3), longest.remove("hog"));
    assertEquals(Set.of(Duration.ZERO), Set.copyOf(longest.values()));
  }

  private static void checkpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }
}
