package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Abort handlers: how a sleep in {@code park} meets a cancellation. */
class AbortTest {
  @Test
  @Covers({"ABT-3", "ABT-5"})
  void abort_succeeding_endsTheSleepWithCancelled() throws Exception {
    int[] aborts = {0};
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() ->
            scope.run(inside ->
                Parking.park(cancellation -> {
                  aborts[0]++;
                  return Abort.SUCCEEDED;
                })));
        TaskProbe.waitAllTasksBlocked();
        scope.cancel();
        nursery.cancelScope().cancel();
      });
      assertEquals(1, aborts[0]);
      assertTrue(scope.cancelCalled());
    });
  }

  @Test
  @Covers("ABT-5")
  void abort_succeeding_leavesNothingToRescheduleForOthers() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper = nursery.startSoon(() -> Parking.park(cancellation -> Abort.SUCCEEDED));
          TaskProbe.waitAllTasksBlocked();
          nursery.cancelScope().cancel();
          assertThrows(IllegalStateException.class, () -> Parking.reschedule(sleeper));
        }));
  }

  @Test
  @Covers({"ABT-3", "ABT-5", "ABT-7", "C-18"})
  void abort_failing_letsTheSleepGoOnAndKeepsTheCancellation() throws Exception {
    List<Object> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> stubborn =
              nursery.startSoon(() -> {
                events.add(
                    Parking.park(cancellation -> {
                      events.add("asked");
                      return Abort.FAILED;
                    }));
                assertThrows(Cancelled.class, Checkpoints::checkpointIfCancelled);
                events.add("cancelled");
              });
          CancelScope shield = CancelScope.create();
          shield.shield(true);
          shield.run(scope -> {
            TaskProbe.waitAllTasksBlocked();
            nursery.cancelScope().cancel();
            TaskProbe.waitAllTasksBlocked();
            assertEquals(List.of("asked"), events);
            Parking.reschedule(stubborn, new Outcome.Value<>("woken"));
          });
        }));
    assertEquals(List.of("asked", "woken", "cancelled"), events);
  }

  @Test
  @Covers("ABT-3")
  void abort_isCalledInTheContextOfTheCanceller() throws Exception {
    List<String> callers = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(
              "sleeper",
              () ->
                  Parking.park(cancellation -> {
                    assertTrue(Terzetto.inRun());
                    assertTrue(Terzetto.inTask());
                    callers.add(Task.current().name());
                    return Abort.SUCCEEDED;
                  }));
          nursery.startSoon(
              "canceller",
              () -> {
                TaskProbe.waitAllTasksBlocked();
                nursery.cancelScope().cancel();
              });
        }));
    assertEquals(List.of("canceller"), callers);
  }

  @Test
  @Covers("ABT-3")
  void abort_forDeadline_isCalledInTheRunButInNoTask() throws Exception {
    List<String> events = new ArrayList<>();
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            CancelScope.moveOnAfter(
                Duration.ofSeconds(1),
                scope ->
                    Parking.park(cancellation -> {
                      assertTrue(Terzetto.inRun());
                      assertFalse(Terzetto.inTask());
                      assertEquals(scope.deadline(), Terzetto.currentTime());
                      assertThrows(IllegalStateException.class, Task::current);
                      events.add("aborted");
                      return Abort.SUCCEEDED;
                    })));
    assertEquals(List.of("aborted"), events);
  }

  @Test
  @Covers("ABT-4")
  void park_inCancelledScope_asksForTheAbortOnceTheTaskSleeps() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      Task<?> me = Task.current();
      CancelScope.create()
          .run(scope -> {
            scope.cancel();
            events.add("parking");
            // To reschedule it here works only if the task counts as asleep already.
            assertEquals(
                "value",
                Parking.park(cancellation -> {
                  events.add("asked");
                  Parking.reschedule(me, new Outcome.Value<>("value"));
                  return Abort.FAILED;
                }));
            events.add("woken");
            assertThrows(
                Cancelled.class,
                () ->
                    Parking.park(cancellation -> {
                      events.add("asked again");
                      return Abort.SUCCEEDED;
                    }));
          });
    });
    assertEquals(List.of("parking", "asked", "woken", "asked again"), events);
  }

  @Test
  @Covers("ABT-6")
  void abort_failing_mayDeliverTheCancellationLater() throws Exception {
    Terzetto.run(() -> {
      RunToken token = RunToken.current();
      Task<?> me = Task.current();
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel("slowly");
        Throwable[] handedOver = new Throwable[1];
        Cancelled cancelled =
            assertThrows(
                Cancelled.class,
                () ->
                    Parking.park(cancellation -> {
                      handedOver[0] = cancellation.exception();
                      token.runSoon(
                          () -> Parking.reschedule(me, new Outcome.Failure<>(handedOver[0])));
                      return Abort.FAILED;
                    }));
        assertSame(handedOver[0], cancelled);
        assertEquals("slowly", cancelled.reason().text());
        throw cancelled;
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers({"ABT-3", "ABT-6", "C-27"})
  void abort_failing_isAskedOnceThoughCancelledTwiceAndDeliversThoughShieldedMeanwhile()
      throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      RunToken token = RunToken.current();
      CancelScope outer = CancelScope.create();
      CancelScope inner = CancelScope.create();
      outer.run(a ->
          inner.run(b -> {
            Nursery.run(nursery -> {
              nursery.startSoon(() -> sleepAndAbortSlowly(token, events));
              TaskProbe.waitAllTasksBlocked();
              outer.cancel();
              assertEquals(List.of("asked"), events);
              inner.cancel();
              assertEquals(List.of("asked"), events);
              nursery.cancelScope().shield(true);
            });
            events.add("nursery left");
          }));
    });
    assertEquals(List.of("asked", "cancelled", "went on", "nursery left"), events);
  }

  private static void sleepAndAbortSlowly(RunToken token, List<String> events)
      throws InterruptedException {
    Task<?> me = Task.current();
    assertThrows(
        Cancelled.class,
        () ->
            Parking.park(cancellation -> {
              events.add("asked");
              Throwable exception = cancellation.exception();
              token.runSoon(() -> Parking.reschedule(me, new Outcome.Failure<>(exception)));
              return Abort.FAILED;
            }));
    events.add("cancelled");
    Checkpoints.checkpoint();
    events.add("went on");
  }

  @Test
  @Covers("ABT-8")
  void abort_throwing_killsTheRun() {
    RuntimeException bug = new IllegalArgumentException("a bug in the handler");
    assertKillsTheRun(
        cancellation -> {
          throw bug;
        },
        bug);
  }

  @Test
  @Covers({"ABT-8", "C-19"})
  void abort_returningNull_killsTheRun() {
    assertKillsTheRun(cancellation -> null, null);
  }

  /** The scope's other tasks, which come after it, are cancelled all the same. */
  @Test
  @Covers("ABT-8")
  void abort_thatHasRescheduledItsTaskItself_killsTheRunAndNobodyIsForgotten() {
    List<String> log = new ArrayList<>();
    assertThrows(
        TerzettoInternalError.class,
        () ->
            Terzetto.run(() ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> LoggedSleep.run("before", log));
                  Task<?>[] sleeper = new Task<?>[1];
                  sleeper[0] =
                      nursery.startSoon(() ->
                          Parking.park(cancellation -> {
                            Parking.reschedule(sleeper[0]);
                            return Abort.SUCCEEDED;
                          }));
                  nursery.startSoon(() -> LoggedSleep.run("after", log));
                  TaskProbe.waitAllTasksBlocked();
                  nursery.cancelScope().cancel();
                  log.add("cancelled");
                })));
    assertEquals("cancelled", log.getFirst());
    log.sort(null);
    assertEquals(List.of("after", "before", "cancelled"), log);
  }

  /** The run wakes it by force, but what it has prepared for its sleep is taken back first. */
  @Test
  @Covers("ABT-8")
  void abort_throwing_sleepersUnderAShieldAreAskedToLetGo() {
    List<String> log = new ArrayList<>();
    assertThrows(
        TerzettoInternalError.class,
        () ->
            Terzetto.run(() ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() ->
                      Shield.run(() ->
                          Parking.park(cancellation -> {
                            log.add("let go");
                            return Abort.SUCCEEDED;
                          })));
                  nursery.startSoon(() -> Parking.park(cancellation -> null));
                  TaskProbe.waitAllTasksBlocked();
                  nursery.cancelScope().cancel();
                })));
    assertEquals(List.of("let go"), log);
  }

  private static void assertKillsTheRun(AbortHandler handler, Throwable bug) {
    TerzettoInternalError cancelledBefore =
        assertThrows(
            TerzettoInternalError.class,
            () ->
                Terzetto.run(() ->
                    CancelScope.create()
                        .run(scope -> {
                          scope.cancel();
                          Parking.park(handler);
                        })));
    assertCause(bug, cancelledBefore);

    TerzettoInternalError cancelledAsleep =
        assertThrows(
            TerzettoInternalError.class,
            () ->
                Terzetto.run(() ->
                    Nursery.run(nursery -> {
                      nursery.startSoon(() -> Parking.park(handler));
                      TaskProbe.waitAllTasksBlocked();
                      nursery.cancelScope().cancel();
                    })));
    assertCause(bug, cancelledAsleep);

    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    TerzettoInternalError expired =
        assertThrows(
            TerzettoInternalError.class,
            () ->
                Terzetto.run(
                    RunOptions.defaults().withClock(clock),
                    () ->
                        CancelScope.moveOnAfter(
                            Duration.ofSeconds(1), scope -> Parking.park(handler))));
    assertCause(bug, expired);
  }

  private static void assertCause(Throwable bug, TerzettoInternalError error) {
    if (bug == null) {
      return;
    }
    Throwable cause = error;
    while (cause != null && cause != bug) {
      cause = cause.getCause();
    }
    assertSame(bug, cause, "the cause of " + error);
  }

  @Test
  @Covers("ABT-8")
  void abort_throwing_leavesTheThreadFitForAnotherRun() throws Exception {
    assertThrows(
        TerzettoInternalError.class,
        () ->
            Terzetto.run(() ->
                CancelScope.create()
                    .run(scope -> {
                      scope.cancel();
                      Parking.park(cancellation -> null);
                    })));
    assertFalse(Terzetto.inRun());
    assertEquals("fine", Terzetto.run(() -> "fine"));
  }

  @Test
  @Covers("ABT-6")
  void abort_failingAndIgnoring_isForgottenWhenTheScopeEnds() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Task<?> sleeper =
              nursery.startSoon(() -> {
                scope.run(inside -> Parking.park(refused -> Abort.FAILED));
                assertFalse(scope.cancelledCaught());
                Checkpoints.checkpoint();
              });
          TaskProbe.waitAllTasksBlocked();
          scope.cancel();
          Parking.reschedule(sleeper);
        }));
  }

  @Test
  @Covers("ABT-1")
  void park_wokenInTime_neverCallsItsHandler() throws Exception {
    Terzetto.run(() -> {
      Task<?> me = Task.current();
      RunToken.current().runSoon(() -> Parking.reschedule(me));
      assertNull(
          Parking.park(cancellation -> {
            throw new AssertionError("nobody cancelled");
          }));
    });
  }
}
