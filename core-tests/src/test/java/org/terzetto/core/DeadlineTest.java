package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;
import org.terzetto.thread.ToThread;

/** Absolute deadlines: when they are looked at, and what moving them does. */
class DeadlineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MockClock clock = new MockClock();
  private final RunOptions options =
      RunOptions.defaults().withClock(clock).withLongStep(Duration.ZERO);

  private static LoopTime in(Duration duration) {
    return Terzetto.currentTime().plus(duration);
  }

  @Test
  @Covers("CAN-6")
  void run_withDeadlinePassedBeforeEntry_startsTheBodyInCancelledScope() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        options,
        () -> {
          CancelScope scope = CancelScope.withDeadline(in(SECOND));
          clock.jump(SECOND);
          scope.run(inside -> {
            events.add("started");
            assertEquals(LoopTime.PAST, CancelScope.effectiveDeadline());
            Checkpoints.checkpointIfCancelled();
            events.add("not reached");
          });
          assertTrue(scope.cancelledCaught());
        });
    assertEquals(List.of("started"), events);
  }

  @Test
  @Covers("CAN-9")
  void deadline_movedIntoTheFuture_doesNotUndoTheCancellation() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope expired = CancelScope.withDeadline(in(SECOND));
          expired.run(scope -> {
            clock.jump(SECOND);
            assertThrows(Cancelled.class, Checkpoints::checkpoint);
            scope.deadline(in(SECOND));
            assertTrue(scope.cancelCalled());
            assertThrows(Cancelled.class, Checkpoints::checkpoint);
            scope.deadline(LoopTime.NEVER);
            assertThrows(Cancelled.class, Checkpoints::checkpoint);
          });
          CancelScope cancelled = CancelScope.create();
          cancelled.run(scope -> {
            scope.cancel();
            scope.deadline(in(SECOND));
            assertTrue(scope.cancelCalled());
            assertThrows(Cancelled.class, Checkpoints::checkpoint);
          });
        });
  }

  @Test
  @Covers({"CAN-9", "CAN-16", "C-17"})
  void cancelCalled_beforeEntry_showsThatTheDeadlineHasPassedAndStaysTrue() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope scope = CancelScope.withDeadline(in(SECOND));
          assertFalse(scope.cancelCalled());
          scope.deadline(in(Duration.ZERO));
          assertTrue(scope.cancelCalled());
          scope.deadline(in(SECOND));
          assertTrue(scope.cancelCalled());
        });
  }

  /** Which is far ahead of this one, and would cancel what is not its own. */
  @Test
  @Covers("CAN-16")
  void cancelCalled_askedFromAnotherRun_leavesTheClockOfThatAlone() throws Exception {
    Terzetto.run(
        options,
        () ->
            CancelScope.withDeadline(in(SECOND))
                .run(scope -> {
                  assertFalse(
                      ToThread.run(() -> Terzetto.run(() -> (Boolean) scope.cancelCalled())));
                  assertFalse(scope.cancelCalled());
                }));
  }

  @Test
  @Covers({"CAN-16", "CAN-32"})
  void cancelCalled_inTheScope_looksAtTheClock() throws Exception {
    Terzetto.run(
        options,
        () ->
            CancelScope.withDeadline(in(SECOND))
                .run(scope -> {
                  assertFalse(scope.cancelCalled());
                  clock.jump(SECOND.minusNanos(1));
                  assertFalse(scope.cancelCalled());
                  clock.jump(Duration.ofNanos(1));
                  assertTrue(scope.cancelCalled());
                  assertThrows(Cancelled.class, Checkpoints::checkpointIfCancelled);
                }));
  }

  @Test
  @Covers({"CAN-16", "C-14"})
  void cancelCalled_whenTheDeadlinePassesAfterTheScope_staysFalse() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope scope = CancelScope.withDeadline(in(SECOND));
          scope.run(inside -> Checkpoints.checkpoint());
          clock.jump(SECOND.multipliedBy(2));
          Checkpoints.checkpoint();
          assertFalse(scope.cancelCalled());
          assertFalse(scope.cancelledCaught());
        });
  }

  @Test
  @Covers("CAN-29")
  void deadline_isNeverUnlessGiven() throws Exception {
    Terzetto.run(
        options,
        () ->
            CancelScope.create()
                .run(scope -> {
                  assertEquals(LoopTime.NEVER, scope.deadline());
                  assertEquals(Optional.empty(), scope.timeout());
                  scope.deadline(in(SECOND));
                  assertEquals(in(SECOND), scope.deadline());
                  scope.deadline(LoopTime.NEVER);
                  assertEquals(LoopTime.NEVER, scope.deadline());
                  clock.jump(SECOND.multipliedBy(2));
                  Checkpoints.checkpoint();
                  assertThrows(NullPointerException.class, () -> scope.deadline(null));
                }));
  }

  @Test
  @Covers({"CAN-29", "CAN-32", "C-14"})
  void deadline_movedBeforeAndAfterEntry_expiresWhereItWasLeftAndIsRecorded() throws Exception {
    clock.autojumpThreshold(Duration.ZERO);
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope scope = CancelScope.withDeadline(start.plus(SECOND));
          scope.deadline(start.plus(SECOND.multipliedBy(3)));
          scope.run(inside -> {
            Terzetto.sleep(SECOND.multipliedBy(2));
            assertFalse(scope.cancelCalled());
            scope.deadline(start.plus(SECOND.multipliedBy(5)));
            Terzetto.sleepForever();
          });
          assertEquals(start.plus(SECOND.multipliedBy(5)), Terzetto.currentTime());
          assertTrue(scope.cancelCalled());
          assertTrue(scope.cancelledCaught());
        });
  }

  @Test
  @Covers({"CAN-29", "CAN-32", "C-14"})
  void deadline_movedIntoThePast_cancelsByTheNextPass() throws Exception {
    Terzetto.run(
        options,
        () ->
            CancelScope.withDeadline(in(SECOND.multipliedBy(10)))
                .run(scope -> {
                  clock.jump(SECOND.multipliedBy(5));
                  Checkpoints.checkpoint();
                  scope.deadline(in(SECOND.negated()));
                  assertThrows(Cancelled.class, Checkpoints::checkpoint);
                  assertThrows(Cancelled.class, Checkpoints::checkpoint);
                }));
  }

  @Test
  @Covers("CAN-29")
  void deadline_movedByAnotherTask_wakesTheSleeper() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope scope = CancelScope.create();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> scope.run(inside -> Terzetto.sleepForever()));
            TaskProbe.waitAllTasksBlocked();
            scope.deadline(LoopTime.PAST);
            TaskProbe.waitAllTasksBlocked();
            assertTrue(scope.cancelledCaught());
          });
        });
  }

  @Test
  @Covers("CAN-32")
  void deadline_isNeverEarly() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        options,
        () ->
            Nursery.run(nursery -> {
              LoopTime deadline = in(SECOND);
              nursery.startSoon(() -> {
                CancelScope.moveOnAt(deadline, scope -> Terzetto.sleepForever());
                events.add("moved on");
              });
              TaskProbe.waitAllTasksBlocked();
              clock.jump(SECOND.minusNanos(1));
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of(), events);
              clock.jump(Duration.ofNanos(1));
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of("moved on"), events);
            }));
  }

  @Test
  @Covers({"CAN-29", "CAN-32", "C-35"})
  void deadline_toggledManyTimes_expiresWhereItWasLeft() throws Exception {
    clock.autojumpThreshold(Duration.ZERO);
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope scope = CancelScope.create();
          scope.run(inside -> {
            for (int i = 0; i < 100_000; i++) {
              inside.deadline(start.plus(SECOND));
              inside.deadline(start.plus(SECOND.multipliedBy(2)));
            }
            Terzetto.sleepForever();
          });
          assertTrue(scope.cancelledCaught());
          assertEquals(start.plus(SECOND.multipliedBy(2)), Terzetto.currentTime());
        });
  }

  @Test
  @Covers("CAN-29")
  void deadlines_hundredThousandAtTheSameMoment_allExpire() throws Exception {
    clock.autojumpThreshold(Duration.ZERO);
    int sleepers = 100_000;
    int[] movedOn = {0};
    Terzetto.run(
        options,
        () -> {
          LoopTime deadline = in(SECOND);
          Nursery.run(nursery -> {
            for (int i = 0; i < sleepers; i++) {
              nursery.startSoon(() -> {
                CancelScope.moveOnAt(deadline, scope -> Terzetto.sleepForever());
                movedOn[0]++;
              });
            }
          });
          assertEquals(deadline, Terzetto.currentTime());
        });
    assertEquals(sleepers, movedOn[0]);
  }

  @Test
  @Covers({"CAN-33", "CAN-34", "C-30"})
  void effectiveDeadline_isTheSoonestUpToTheNearestShield() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime five = in(SECOND.multipliedBy(5));
          LoopTime ten = in(SECOND.multipliedBy(10));
          assertEquals(LoopTime.NEVER, CancelScope.effectiveDeadline());
          CancelScope.withDeadline(five)
              .run(outer -> {
                assertEquals(five, CancelScope.effectiveDeadline());
                CancelScope.withDeadline(ten)
                    .run(inner -> {
                      assertEquals(five, CancelScope.effectiveDeadline());
                      LoopTime three = in(SECOND.multipliedBy(3));
                      inner.deadline(three);
                      assertEquals(three, CancelScope.effectiveDeadline());
                      inner.deadline(ten);
                      inner.shield(true);
                      assertEquals(ten, CancelScope.effectiveDeadline());
                      inner.shield(false);
                      assertEquals(five, CancelScope.effectiveDeadline());
                      outer.cancel();
                      assertEquals(LoopTime.PAST, CancelScope.effectiveDeadline());
                      inner.shield(true);
                      assertEquals(ten, CancelScope.effectiveDeadline());
                      inner.cancel();
                      assertEquals(LoopTime.PAST, CancelScope.effectiveDeadline());
                    });
                assertEquals(LoopTime.PAST, CancelScope.effectiveDeadline());
              });
          assertEquals(LoopTime.NEVER, CancelScope.effectiveDeadline());
        });
  }

  @Test
  @Covers("CAN-33")
  void effectiveDeadline_inChild_isThatOfItsNursery() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime five = in(SECOND.multipliedBy(5));
          LoopTime[] seen = new LoopTime[1];
          CancelScope.withDeadline(five)
              .run(scope ->
                  Nursery.run(nursery -> {
                    nursery.startSoon(() -> seen[0] = CancelScope.effectiveDeadline());
                    nursery.cancelScope().deadline(in(SECOND.multipliedBy(7)));
                  }));
          assertEquals(five, seen[0]);
        });
  }

  @Test
  @Covers("CAN-33")
  void effectiveDeadline_outsideTask_fails() {
    assertThrows(IllegalStateException.class, CancelScope::effectiveDeadline);
  }
}
