package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

/** The order within a batch: perturbed on purpose, and repeatable under a seed. */
class ScheduleOrderTest {
  @Test
  @Covers({"SCH-10", "SCH-11"})
  void order_ofTwoTasksWithoutSeed_isNowThisNowThat() throws Exception {
    Set<String> orders = new HashSet<>();
    for (int i = 0; i < 60; i++) { // all alike once in 2^59
      StringBuilder order = new StringBuilder();
      Terzetto.run(
          unseeded(),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> order.append('a'));
                nursery.startSoon(() -> order.append('b'));
              }));
      orders.add(order.toString());
    }
    assertEquals(Set.of("ab", "ba"), orders);
  }

  @Test
  @Covers("SCH-11")
  void batch_withoutSeed_runsInSchedulingOrderOrItsReverse() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        unseeded().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("a", "b", "c", "d", "e")) {
                nursery.startSoon(name, () -> checkpoints(100));
              }
            }));
    ScheduleTrace trace = ScheduleTrace.of(recording);
    List<List<String>> runnable = trace.runnable();
    int forward = 0;
    int backward = 0;
    for (int i = 0; i < runnable.size(); i++) {
      List<String> batch = trace.passes().get(i).tasks();
      if (batch.size() == 5) {
        boolean inOrder = batch.equals(runnable.get(i));
        boolean reversed = batch.equals(runnable.get(i).reversed());
        assertTrue(inOrder || reversed, () -> batch + " in trace " + trace);
        forward += inOrder ? 1 : 0;
        backward += reversed ? 1 : 0;
      }
    }
    assertTrue(forward > 10 && backward > 10, forward + " forward, " + backward + " backward");
  }

  @Test
  @Covers("SCH-12")
  void schedule_withoutSeed_differsEachTime() throws Exception {
    Set<String> schedules = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      schedules.add(schedule(unseeded()));
    }
    assertEquals(10, schedules.size());
  }

  @Test
  @Covers("SCH-12")
  void schedule_withTheSameSeed_isTheSame() throws Exception {
    for (long seed : List.of(0L, 1L, -1L, Long.MIN_VALUE)) {
      String first = schedule(unseeded().withSeed(seed));
      for (int i = 0; i < 5; i++) {
        assertEquals(first, schedule(unseeded().withSeed(seed)));
      }
    }
  }

  @Test
  @Covers("SCH-12")
  void schedule_withAnotherSeed_isAnother() throws Exception {
    Set<String> schedules = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      schedules.add(schedule(unseeded().withSeed(seed)));
    }
    assertEquals(10, schedules.size());
  }

  @Test
  @Covers("SCH-12")
  void schedule_withSeed_doesNotDependOnRunsBefore() throws Exception {
    RunOptions options = unseeded().withSeed(7);
    String alone = schedule(options);
    schedule(unseeded());
    Terzetto.run(options, () -> checkpoints(10));
    assertEquals(alone, schedule(options));
    assertNotEquals(alone, schedule(options.withSeed(8)));
  }

  @Test
  @Covers("SCH-12")
  void batch_withSeed_isFullyShuffled() throws Exception {
    Set<List<String>> orders = new HashSet<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        unseeded().withSeed(3).withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("a", "b", "c")) {
                nursery.startSoon(name, () -> checkpoints(100));
              }
            }));
    for (ScheduleTrace.Pass pass : ScheduleTrace.of(recording).passes()) {
      if (pass.steps().size() == 3) {
        orders.add(pass.tasks());
      }
    }
    assertEquals(6, orders.size());
  }

  /**
   * Without a seed real time counts: a task that takes long for each completion gives way sooner.
   */
  @Test
  @Covers("SCH-12")
  void completions_withSeed_shareTurnsAsTheSeedSaysAndNotAsTimePasses() throws Exception {
    RunOptions options = unseeded().withSeed(5);
    String fast = completions(options, 0);
    assertEquals(fast, completions(options, 300_000));
    assertNotEquals(fast, completions(options.withSeed(6), 0));
  }

  private static String completions(RunOptions options, long busyNanos) throws Exception {
    StringBuilder trace = new StringBuilder();
    Terzetto.run(
        options,
        () ->
            Nursery.run(nursery -> {
              for (char name : "abc".toCharArray()) {
                nursery.startSoon(() -> {
                  for (int i = 0; i < 20; i++) {
                    trace.append(name);
                    beBusy(busyNanos);
                    Checkpoints.budgetedCheckpoint();
                  }
                });
              }
            }));
    return trace.toString();
  }

  private static void beBusy(long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
  }

  /** Who ran when, in a program that spawns, checkpoints, sleeps, waits and cancels. */
  private static String schedule(RunOptions options) throws Exception {
    StringBuilder trace = new StringBuilder();
    Terzetto.run(
        options.withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
        () -> {
          Nursery.run(nursery -> {
            for (char name : "ABCDE".toCharArray()) {
              nursery.startSoon(() -> {
                for (int step = 0; step < 50; step++) {
                  trace.append(name);
                  Checkpoints.checkpoint();
                }
              });
            }
          });
          Nursery.run(nursery -> wakeTogether(nursery, trace));
        });
    return trace.toString();
  }

  private static void wakeTogether(Nursery nursery, StringBuilder trace)
      throws InterruptedException {
    CancelScope scope = CancelScope.create();
    List<Gate> gates = new ArrayList<>();
    for (char name : "abcdefgh".toCharArray()) {
      Gate gate = new Gate();
      gates.add(gate);
      nursery.startSoon(() -> {
        Terzetto.sleep(Duration.ofSeconds(1)); // all have the same deadline
        trace.append(name);
        gate.await();
        trace.append(name);
        CancelScope inner = CancelScope.withTimeout(Duration.ofSeconds(1));
        inner.run(s -> Terzetto.sleepForever());
        trace.append(name);
      });
    }
    nursery.startSoon(() ->
        scope.run(s ->
            Nursery.run(inner -> {
              for (char name : "xyz".toCharArray()) {
                inner.startSoon(() -> {
                  try {
                    Terzetto.sleepForever();
                  } finally {
                    trace.append(name);
                  }
                });
              }
            })));
    TaskProbe.waitAllTasksBlocked();
    scope.cancel();
    Terzetto.sleep(Duration.ofSeconds(2));
    gates.forEach(Gate::open);
  }

  private static void checkpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }

  /** Without the seed that the build may have set, to repeat a failure. */
  private static RunOptions unseeded() {
    return RunOptions.defaults().withoutSeed();
  }
}
