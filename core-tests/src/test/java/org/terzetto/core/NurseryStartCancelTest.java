package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.StartBody;
import org.terzetto.Task;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Whose cancellation reaches a child that is being started. */
class NurseryStartCancelTest {
  private static void runNursery(NurseryBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), () -> Nursery.run(body));
  }

  @Test
  @Covers("STA-7")
  void callerCancelledWhileItWaits_bodyIsCancelledAndStartThrowsCancelled() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      CancelScope scope = CancelScope.create();
      nursery.startSoon(() -> {
        TaskProbe.waitAllTasksBlocked();
        scope.cancel();
      });
      scope.run(s -> {
        try {
          nursery.<Object>start(status -> {
            try {
              LoggedSleep.run("body cancelled", log);
            } finally {
              Shield.run(() -> passCheckpoints(5));
              log.add("body ended");
            }
          });
        } catch (Cancelled cancelled) {
          log.add("start cancelled");
          throw cancelled;
        }
      });
      assertTrue(scope.cancelledCaught());
      assertFalse(nursery.cancelScope().cancelCalled());
    });
    assertEquals(List.of("body cancelled", "body ended", "start cancelled"), log);
  }

  private static void passCheckpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }

  /** Calls start inside a cancelled scope; tells whether the scope caught a cancellation. */
  private static CancelScope startInCancelledScope(
      Nursery nursery, StartBody<String> body, List<String> values) throws Exception {
    CancelScope scope = CancelScope.create();
    scope.cancel();
    scope.run(s -> values.add(String.valueOf(nursery.start(body))));
    return scope;
  }

  @Test
  @Covers({"STA-8", "STA-9", "C-32"})
  void callerCancelledBeforeStarted_bodyReachesACheckpoint_startThrowsCancelled() throws Exception {
    List<String> values = new ArrayList<>();
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      StartBody<String> body =
          status -> {
            Nursery hidden = Task.current().parentNursery().orElseThrow();
            status.started("ignored");
            assertSame(hidden, Task.current().parentNursery().orElseThrow());
            assertEquals(List.of(), nursery.childTasks());
            log.add("still under start");
            Checkpoints.checkpoint();
            log.add("passed the checkpoint");
          };
      assertTrue(startInCancelledScope(nursery, body, values).cancelledCaught());
    });
    assertEquals(List.of("still under start"), log);
    assertEquals(List.of(), values);
  }

  @Test
  @Covers({"STA-8", "STA-9", "C-32"})
  void callerCancelledBeforeStarted_bodyEndsWithoutACheckpoint_startReturns() throws Exception {
    List<String> values = new ArrayList<>();
    runNursery(nursery -> {
      CancelScope scope =
          startInCancelledScope(nursery, status -> status.started("ignored"), values);
      assertFalse(scope.cancelledCaught());
    });
    assertEquals(1, values.size());
  }

  @Test
  @Covers({"STA-8", "STA-9", "C-32"})
  void callerCancelledBeforeStarted_bodyFails_startThrowsThat() throws Exception {
    IOException failure = new IOException("behind started");
    List<String> values = new ArrayList<>();
    runNursery(nursery -> {
      IOException thrown =
          assertThrows(
              IOException.class,
              () ->
                  startInCancelledScope(
                      nursery,
                      status -> {
                        status.started("ignored");
                        throw failure;
                      },
                      values));
      assertSame(failure, thrown);
      assertFalse(nursery.cancelScope().cancelCalled());
    });
    assertEquals(List.of(), values);
  }

  @Test
  @Covers("STA-8")
  void callerCancelledBeforeStarted_startedASecondTime_isStillAnIllegalState() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery ->
        startInCancelledScope(
            nursery,
            status -> {
              status.started("ignored");
              assertThrows(IllegalStateException.class, () -> status.started("again"));
              log.add("checked");
            },
            new ArrayList<>()));
    assertEquals(List.of("checked"), log);
  }

  @Test
  @Covers("STA-10")
  void started_cancellationComesFromTheTargetFromThenOn() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      CancelScope callers = CancelScope.create();
      callers.run(scope -> {
        nursery.<Object>start(status -> startWithGrandchild(status::started, log));
        scope.cancel();
        Shield.run(TaskProbe::waitAllTasksBlocked);
        assertEquals(List.of(), log);
      });
      TaskProbe.waitAllTasksBlocked();
      assertEquals(List.of(), log);
      nursery.cancelScope().cancel();
    });
    log.sort(null);
    assertEquals(List.of("child cancelled", "grandchild cancelled"), log);
  }

  private interface Ready {
    void say(Object value);
  }

  private static void startWithGrandchild(Ready ready, List<String> log)
      throws InterruptedException {
    Nursery.run(own -> {
      own.startSoon(() -> LoggedSleep.run("grandchild cancelled", log));
      TaskProbe.waitAllTasksBlocked();
      ready.say(null);
      LoggedSleep.run("child cancelled", log);
    });
  }

  @Test
  @Covers("STA-10")
  void started_deadlinesComeFromTheTargetFromThenOn() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          LoopTime targets = Terzetto.currentTime().plus(Duration.ofHours(2));
          LoopTime callers = Terzetto.currentTime().plus(Duration.ofHours(1));
          Nursery.run(nursery -> {
            nursery.cancelScope().deadline(targets);
            nursery.startSoon(() ->
                CancelScope.moveOnAt(
                    callers,
                    scope ->
                        nursery.<Object>start(status -> {
                          assertEquals(callers, CancelScope.effectiveDeadline());
                          status.started(null);
                          assertEquals(targets, CancelScope.effectiveDeadline());
                          log.add("checked");
                        })));
          });
        });
    assertEquals(List.of("checked"), log);
  }

  @Test
  @Covers("STA-10")
  void started_saidByAGrandchild_movesTheChild() throws Exception {
    runNursery(nursery -> {
      String value =
          nursery.start(
              "child",
              status ->
                  Nursery.run(own -> {
                    Task<?> child = Task.current();
                    own.startSoon(() -> status.started("from below"));
                    TaskProbe.waitAllTasksBlocked();
                    assertSame(nursery, child.parentNursery().orElseThrow());
                    assertSame(child, own.parentTask());
                  }));
      assertEquals("from below", value);
    });
  }

  @Test
  @Covers("STA-10")
  void callerCancelledBetweenStartedAndItsWakeUp_startStillReturns() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      CancelScope callers = CancelScope.create();
      callers.run(scope -> {
        log.add(
            nursery.start(status -> {
              status.started("value");
              scope.cancel();
              passCheckpoints(5);
              log.add("child undisturbed");
            }));
        Checkpoints.checkpoint();
        log.add("next checkpoint passed");
      });
      assertTrue(callers.cancelledCaught());
    });
    log.sort(null);
    assertEquals(List.of("child undisturbed", "value"), log);
  }

  @Test
  @Covers({"STA-11", "C-33"})
  void targetCancelledBeforeStarted_sleepingDescendantsAreAbortedAtOnce() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(outer -> {
              Nursery target = outer.start(NurseryStartCancelTest::openNursery);
              CancelScope caller = CancelScope.create();
              caller.run(s -> {
                String value =
                    target.start(status ->
                        Nursery.run(own -> {
                          own.startSoon(() -> parkAndLogAbort(log));
                          own.startSoon(() -> parkAndLogAbort(log));
                          TaskProbe.waitAllTasksBlocked();
                          target.cancelScope().cancel();
                          assertEquals(List.of(), log);
                          status.started("value");
                          assertEquals(List.of("aborted", "aborted"), log);
                        }));
                assertEquals("value", value);
                Checkpoints.checkpoint();
              });
              assertFalse(caller.cancelledCaught());
            }));
    assertEquals(List.of("aborted", "aborted"), log);
  }

  private static void openNursery(TaskStatus<Nursery> status) throws InterruptedException {
    Nursery.run(nursery -> {
      status.started(nursery);
      Terzetto.sleepForever();
    });
  }

  private static void parkAndLogAbort(List<String> log) throws InterruptedException {
    Parking.park(cancellation -> {
      log.add("aborted");
      return Abort.SUCCEEDED;
    });
  }

  @Test
  @Covers({"STA-11", "C-33"})
  void targetCancelledRightAfterStarted_everythingBelowIsCancelled() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(outer -> {
      Nursery target = outer.start(NurseryStartCancelTest::openNursery);
      target.<Object>start(status -> startWithGrandchild(status::started, log));
      target.cancelScope().cancel();
    });
    log.sort(null);
    assertEquals(List.of("child cancelled", "grandchild cancelled"), log);
  }

  @Test
  @Covers("STA-12")
  void callerShieldedAndTargetCancelled_bodyRunsUndisturbedUntilStarted() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      nursery.cancelScope().cancel();
      Shield.run(() ->
          assertNull(
              nursery.<Object>start(status -> {
                passCheckpoints(5);
                log.add("undisturbed");
                status.started(null);
                log.add("started");
                assertThrows(Cancelled.class, () -> Checkpoints.checkpoint());
                log.add("cancelled");
              })));
    });
    assertEquals(List.of("undisturbed", "started", "cancelled"), log);
  }

  @Test
  @Covers({"STA-7", "STA-12"})
  void targetCancelled_callerInsideIt_bodyStartsAndIsCancelled() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      nursery.cancelScope().cancel();
      nursery.<Object>start(status -> {
        log.add("body started");
        LoggedSleep.run("body cancelled", log);
      });
      log.add("start returned");
    });
    assertEquals(List.of("body started", "body cancelled"), log);
  }
}
