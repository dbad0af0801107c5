package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

/** What holds the loop, what does not, and who cannot wake a task. */
class HeldLoopTest {
  @Test
  @Covers({"SCH-4", "SCH-19"})
  void threadSleep_inTwoChildren_isNotShared() throws Exception {
    List<String> log = new ArrayList<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("child1", "child2")) {
                nursery.startSoon(
                    name,
                    () -> {
                      log.add(name + " starts");
                      Thread.sleep(20);
                      log.add(name + " ends");
                    });
              }
            }));
    assertOneAfterAnother(log);
    ScheduleTrace trace = ScheduleTrace.of(recording);
    assertEquals(1, trace.stepsOf("child1").size());
    assertEquals(1, trace.stepsOf("child2").size());
  }

  private static void assertOneAfterAnother(List<String> log) {
    List<String> first = List.of("child1 starts", "child1 ends", "child2 starts", "child2 ends");
    List<String> second = List.of("child2 starts", "child2 ends", "child1 starts", "child1 ends");
    assertTrue(log.equals(first) || log.equals(second), log::toString);
  }

  @Test
  @Covers("SCH-19")
  void foreignBlockingCall_insideBlocking_letsOthersRun() throws Exception {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> log.add(Terzetto.blocking(queue::take)));
              TaskProbe.waitAllTasksBlocked();
              log.add("other");
              queue.add("served");
            }));
    assertEquals(List.of("other", "served"), log);
  }

  @Test
  @Covers("SCH-19")
  void foreignUnpark_ofASuspendedTask_doesNotWakeIt() throws Exception {
    List<String> log = new ArrayList<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              Gate gate = new Gate();
              Task<?> sleeper =
                  nursery.startSoon(
                      "sleeper",
                      () -> {
                        gate.await();
                        log.add("woken");
                      });
              TaskProbe.waitAllTasksBlocked();
              for (int i = 0; i < 10; i++) {
                LockSupport.unpark(sleeper.thread());
                TaskProbe.waitAllTasksBlocked(Duration.ofMillis(1));
              }
              ForeignThreads.join(() -> LockSupport.unpark(sleeper.thread()));
              TaskProbe.waitAllTasksBlocked(Duration.ofMillis(10));
              log.add("opening");
              gate.open();
            }));
    assertEquals(List.of("opening", "woken"), log);
    assertEquals(2, ScheduleTrace.of(recording).stepsOf("sleeper").size());
  }
}
