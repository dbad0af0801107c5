package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

/** Deadlines: when they expire, together and apart, and what moving them costs. */
class DeadlineExpiryTest {
  @Test
  @Covers("SCH-15")
  void deadlines_thatPassedTogether_expireInOnePassEarliestFirst() throws Exception {
    MockClock clock = new MockClock();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withClock(clock).withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (int seconds : List.of(5, 2, 9, 4, 1, 8, 3)) {
                nursery.startSoon(
                    "sleeper" + seconds, () -> Terzetto.sleep(Duration.ofSeconds(seconds)));
              }
              TaskProbe.waitAllTasksBlocked();
              clock.jump(Duration.ofSeconds(5)); // exactly the deadline of one of them
              TaskProbe.waitAllTasksBlocked();
              nursery.cancelScope().cancel();
            }));
    ScheduleTrace.Pass pass = ScheduleTrace.of(recording).passOfStep("sleeper1", 1);
    assertEquals(
        List.of("R sleeper1", "R sleeper2", "R sleeper3", "R sleeper4", "R sleeper5"),
        pass.afterWait());
  }

  @Test
  @Covers("SCH-15")
  void deadlines_thatAreEqual_expireInOnePass() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        new SimulatedTime().in(RunOptions.defaults()).withInstrument(recording),
        () -> {
          LoopTime deadline = Terzetto.currentTime().plus(Duration.ofSeconds(1));
          Nursery.run(nursery -> {
            for (String name : List.of("a", "b", "c")) {
              nursery.startSoon(name, () -> Terzetto.sleepUntil(deadline));
            }
          });
        });
    ScheduleTrace.Pass pass = ScheduleTrace.of(recording).passOfStep("a", 1);
    assertEquals(Set.of("R a", "R b", "R c"), Set.copyOf(pass.afterWait()));
  }

  @Test
  @Covers("SCH-16")
  void deadline_movedToAndFro_expiresWhereItWasLeft() throws Exception {
    Terzetto.run(
        VirtualTime.options(),
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope outer =
              CancelScope.moveOnAfter(
                  Duration.ofSeconds(7),
                  limit -> {
                    CancelScope scope = CancelScope.create();
                    scope.run(s -> {
                      for (int i = 0; i < 5000; i++) {
                        scope.deadline(start.plus(Duration.ofSeconds(1 + i % 3)));
                        scope.deadline(LoopTime.NEVER);
                      }
                      Terzetto.sleep(Duration.ofSeconds(5)); // no stale deadline cuts it short
                      scope.deadline(start.plus(Duration.ofSeconds(6)));
                      Terzetto.sleepForever();
                    });
                    assertTrue(scope.cancelledCaught());
                    assertEquals(start.plus(Duration.ofSeconds(6)), Terzetto.currentTime());
                    scope.deadline(start); // left already: this must not wake anybody
                    Terzetto.sleepForever();
                  });
          assertTrue(outer.cancelledCaught());
          assertEquals(start.plus(Duration.ofSeconds(7)), Terzetto.currentTime());
        });
  }

  @Test
  @Covers({"SCH-16", "C-35"})
  void deadline_movedAMillionTimes_keepsItsStorageBounded() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock()).withLongStep(Duration.ZERO),
        () -> {
          LoopTime far = Terzetto.currentTime().plus(Duration.ofHours(1));
          CancelScope.create()
              .run(scope -> {
                long before = usedMemory();
                for (int i = 0; i < 1_000_000; i++) {
                  scope.deadline(far.plus(Duration.ofNanos(i % 1000)));
                  if (i % 2 == 0) {
                    scope.deadline(LoopTime.NEVER);
                  }
                }
                long grown = usedMemory() - before;
                assertFalse(scope.cancelCalled());
                // A stale entry takes 24 bytes at the very least, with what refers to it.
                assertTrue(grown < 12_000_000, () -> "grown by " + grown + " bytes");
              });
        });
  }

  /** What is reachable, more or less: what collecting garbage again and again does not free. */
  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
