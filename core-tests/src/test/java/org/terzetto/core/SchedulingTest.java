package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

/** Who runs, and when the turn passes on. */
class SchedulingTest {
  private int counter; // plain, since tasks take turns

  @Test
  @Covers("SCH-1")
  void tasks_thatTakeTurns_neverOverlap() throws Exception {
    AtomicInteger running = new AtomicInteger();
    Set<Thread> threads = new HashSet<>();
    Terzetto.run(
        VirtualTime.options(),
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < 50; i++) {
                boolean sleeper = i % 2 == 0;
                nursery.startSoon(() -> {
                  for (int step = 0; step < 100; step++) {
                    assertEquals(1, running.incrementAndGet());
                    counter++;
                    spin(100);
                    assertSame(Thread.currentThread(), Task.current().thread());
                    assertEquals(0, running.decrementAndGet());
                    pause(sleeper);
                  }
                  assertTrue(Thread.currentThread().isVirtual());
                  threads.add(Thread.currentThread());
                });
              }
            }));
    assertEquals(5000, counter);
    assertEquals(50, threads.size());
  }

  private static void pause(boolean asleep) throws InterruptedException {
    if (asleep) {
      Terzetto.sleep(Duration.ofMillis(1));
    } else {
      Checkpoints.checkpoint();
    }
  }

  @Test
  @Covers("SCH-2")
  void task_betweenCheckpoints_keepsTheTurn() throws Exception {
    List<String> log = new ArrayList<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> log.add("child"));
              long until = System.nanoTime() + 20_000_000;
              while (System.nanoTime() < until) {
                spin(1000);
                Thread.yield(); // suspends the virtual thread, not the task
                Checkpoints.checkpointIfCancelled(); // suspends only if cancelled
              }
              log.add("main");
            }));
    assertEquals(List.of("main", "child"), log);
    ScheduleTrace trace = ScheduleTrace.of(recording);
    assertEquals(2, trace.stepsOf("main").size(), "one until the block ends, one behind it");
  }

  @Test
  @Covers("SCH-8")
  void taskMadeRunnableDuringABatch_waitsForTheNext() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              Gate first = new Gate();
              Gate second = new Gate();
              nursery.startSoon(
                  "waker",
                  () -> {
                    first.await();
                    second.open();
                  });
              nursery.startSoon("companion", first::await);
              nursery.startSoon("woken", second::await);
              TaskProbe.waitAllTasksBlocked();
              first.open();
            }));
    ScheduleTrace trace = ScheduleTrace.of(recording);
    ScheduleTrace.Pass waking = trace.passOfStep("waker", 1);
    assertEquals(Set.of("waker", "companion"), Set.copyOf(waking.tasks()));
    ScheduleTrace.Pass next = trace.passes().get(trace.passes().indexOf(waking) + 1);
    assertEquals(List.of("woken"), next.tasks());
  }

  @Test
  @Covers("SCH-8")
  void batch_always_holdsExactlyTheTasksThatWereRunnable() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(VirtualTime.options().withInstrument(recording), SchedulingTest::mixedProgram);
    ScheduleTrace trace = ScheduleTrace.of(recording);
    List<List<String>> runnable = trace.runnable();
    for (int i = 0; i < runnable.size(); i++) {
      assertEquals(
          runnable.get(i).stream().sorted().toList(),
          trace.passes().get(i).tasks().stream().sorted().toList(),
          "pass " + i);
    }
  }

  /** Tasks that spawn, checkpoint, sleep and wake each other. */
  private static void mixedProgram() throws InterruptedException {
    Nursery.run(nursery -> {
      Gate gate = new Gate();
      for (int i = 0; i < 10; i++) {
        int id = i;
        nursery.startSoon(
            "task" + id,
            () -> {
              for (int step = 0; step < id; step++) {
                Checkpoints.checkpoint();
              }
              Terzetto.sleep(Duration.ofMillis(id / 3));
              if (id == 8) {
                gate.open();
              }
              gate.await();
              nursery.startSoon("grandchild" + id, Checkpoints::checkpoint);
            });
      }
    });
  }

  @Test
  @Covers("SCH-9")
  void alwaysRunnableTasks_doNotDelayDeadlines() throws Exception {
    MockClock clock = new MockClock();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withClock(clock).withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("sleeper", () -> Terzetto.sleep(Duration.ofSeconds(1)));
              TaskProbe.waitAllTasksBlocked();
              startSpinners(nursery);
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              recording.clear();
              clock.jump(Duration.ofSeconds(1));
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              nursery.cancelScope().cancel();
            }));
    List<String> events = recording.events().stream().map(Object::toString).toList();
    String nextPass =
        events.stream().filter(e -> e.startsWith("afterIoWait")).findFirst().orElseThrow();
    List<String> afterFirstWait = events.subList(events.indexOf(nextPass) + 1, events.size());
    assertEquals("taskScheduled sleeper", afterFirstWait.getFirst());
  }

  /** At most so many batches go by without a look for I/O; see the loop. */
  private static final int MAX_BATCHES_WITHOUT_POLL = 15;

  @Test
  @Covers("SCH-9")
  void alwaysRunnableTasks_delayIoByFewBatchesOnly() throws Exception {
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      boolean[] read = new boolean[1];
      Terzetto.run(
          RunOptions.defaults(),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> {
                  Readiness.of(source).waitReadable();
                  read[0] = true;
                });
                TaskProbe.waitAllTasksBlocked();
                startSpinners(nursery);
                sink.write(ByteBuffer.allocate(1));
                for (int i = 0; i < MAX_BATCHES_WITHOUT_POLL + 2; i++) {
                  Checkpoints.checkpoint();
                }
                assertTrue(read[0]);
                nursery.cancelScope().cancel();
              }));
    }
  }

  private static void startSpinners(Nursery nursery) {
    for (int i = 0; i < 3; i++) {
      nursery.startSoon(() -> {
        while (true) {
          Checkpoints.checkpoint();
        }
      });
    }
  }

  @Test
  @Covers("SCH-13")
  void startSoon_child_doesNotRunBeforeItsSpawnerSuspends() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> {
                log.add("child");
                nursery.startSoon(() -> log.add("grandchild"));
                log.add("child goes on");
              });
              nursery.startSoon(() -> counter++);
              assertEquals(0, counter);
              log.add("main goes on");
            }));
    assertEquals(List.of("main goes on", "child", "child goes on", "grandchild"), log);
    assertEquals(1, counter);
  }

  @Test
  @Covers({"SCH-14", "C-4"})
  void checkpoint_bare_takesTheNextTurnInTheFollowingBatch() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("a", "b", "c")) {
                nursery.startSoon(
                    name,
                    () -> {
                      for (int i = 0; i < 5; i++) {
                        Checkpoints.checkpoint();
                      }
                    });
              }
            }));
    ScheduleTrace trace = ScheduleTrace.of(recording);
    int first = trace.passes().indexOf(trace.passOfStep("a", 0));
    for (int i = 0; i < 6; i++) {
      assertEquals(
          List.of("a", "b", "c"), trace.passes().get(first + i).tasks().stream().sorted().toList());
    }
  }

  @Test
  @Covers("SCH-17")
  void sleep_inTenThousandTasks_eachWakesOnTime() throws Exception {
    Terzetto.run(
        VirtualTime.options(),
        () -> {
          LoopTime start = Terzetto.currentTime();
          Nursery.run(nursery -> {
            for (int i = 0; i < 10_000; i++) {
              Duration duration = Duration.ofSeconds(1 + i * 7919 % 100);
              nursery.startSoon(() -> {
                Terzetto.sleep(duration);
                assertEquals(start.plus(duration), Terzetto.currentTime());
                counter++;
              });
            }
          });
          assertEquals(Duration.ofSeconds(100), Terzetto.currentTime().since(start));
        });
    assertEquals(10_000, counter);
  }

  @Test
  @Covers("SCH-18")
  void sleep_inTwoChildrenForOneSecond_takesOneSecond() throws Exception {
    Terzetto.run(
        new SimulatedTime().in(RunOptions.defaults()),
        () -> {
          LoopTime start = Terzetto.currentTime();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(1)));
            nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(1)));
          });
          assertEquals(Duration.ofSeconds(1), Terzetto.currentTime().since(start));
        });
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
