package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** Nurseries that are cancelled, from inside and from outside. */
class NurseryCancelTest {
  @Test
  @Covers({"NUR-10", "NUR-23"})
  void ownScopeCancelled_endsNormally() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          List<CancelScope> scopes = new ArrayList<>();
          Nursery.run(nursery -> {
            scopes.add(nursery.cancelScope());
            nursery.startSoon(() -> LoggedSleep.run("child", log));
            nursery.startSoon(() -> LoggedSleep.run("child", log));
            TaskProbe.waitAllTasksBlocked();
            nursery.cancelScope().cancel();
            LoggedSleep.run("body", log);
          });
          assertTrue(scopes.getFirst().cancelledCaught());
          Checkpoints.checkpoint();
          log.add("after");
        });
    assertEquals("after", log.removeLast());
    log.sort(null);
    assertEquals(List.of("body", "child", "child"), log);
  }

  @Test
  @Covers("NUR-10")
  void ownScopeCancelled_otherFailureRemains_groupHasOnlyThat() {
    IOException failure = new IOException("in clean-up");
    ExceptionGroup group =
        assertThrows(
            ExceptionGroup.class,
            () ->
                runNursery(nursery -> {
                  nursery.startSoon(() -> Terzetto.sleepForever());
                  nursery.startSoon(() -> {
                    try {
                      Terzetto.sleepForever();
                    } catch (Cancelled cancelled) {
                      throw failure;
                    }
                  });
                  TaskProbe.waitAllTasksBlocked();
                  nursery.cancelScope().cancel();
                }));
    assertEquals(List.of(failure), group.exceptions());
  }

  private static void runNursery(NurseryBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), () -> Nursery.run(body));
  }

  @Test
  @Covers("NUR-10")
  void call_ownScopeCancelledBeforeTheBodyHasAValue_isAnIllegalState() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          assertThrows(
              IllegalStateException.class,
              () ->
                  Nursery.call(nursery -> {
                    nursery.cancelScope().cancel();
                    Checkpoints.checkpoint();
                    return "never";
                  }));
          String value =
              Nursery.call(nursery -> {
                nursery.startSoon(() -> Terzetto.sleepForever());
                nursery.cancelScope().cancel();
                return "had it by then";
              });
          assertEquals("had it by then", value);
        });
  }

  @Test
  @Covers({"NUR-11", "CAN-10", "CAN-12"})
  void outerScopeCancelled_nothingButCancelled_leavesAsASingleCancelled() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withDebug(true),
        () -> {
          CancelScope outer = CancelScope.create();
          outer.run(scope -> {
            Cancelled single =
                assertThrows(
                    Cancelled.class,
                    () ->
                        Nursery.run(nursery -> {
                          nursery.startSoon(() -> Terzetto.sleepForever());
                          nursery.startSoon(() -> Terzetto.sleepForever());
                          TaskProbe.waitAllTasksBlocked();
                          outer.cancel("from outside");
                          Terzetto.sleepForever();
                        }));
            long others =
                Arrays.stream(single.getSuppressed()).filter(Cancelled.class::isInstance).count();
            assertEquals(2, others);
            assertEquals("from outside", single.reason().text());
            throw single;
          });
          assertTrue(outer.cancelledCaught());
        });
  }

  @Test
  @Covers({"NUR-12", "NUR-13"})
  void outerScopeCancelled_allChildrenShielded_parentWaitsAndTheBlockThrowsNothing()
      throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          CancelScope outer = CancelScope.create();
          outer.run(scope -> {
            Nursery.run(nursery -> {
              nursery.startSoon(() -> Shield.run(() -> passCheckpoints(10)));
              nursery.startSoon(() -> Shield.run(TaskProbe::waitAllTasksBlocked));
              outer.cancel();
            });
            log.add("block ended normally");
            Checkpoints.checkpoint();
            log.add("checkpoint behind it passed");
          });
          assertTrue(outer.cancelledCaught());
        });
    assertEquals(List.of("block ended normally"), log);
  }

  @Test
  @Covers("NUR-12")
  void outerScopeCancelledWhileTheParentWaits_reachesTheChildrenOnly() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(cancellers -> {
              CancelScope outer = CancelScope.create();
              cancellers.startSoon(() -> {
                TaskProbe.waitAllTasksBlocked();
                outer.cancel();
              });
              outer.run(scope -> {
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> {
                    assertThrows(Cancelled.class, () -> Terzetto.sleepForever());
                    log.add("child cancelled");
                    Shield.run(() -> passCheckpoints(10));
                    log.add("child ended");
                  });
                });
                log.add("block ended");
              });
              assertFalse(outer.cancelledCaught());
            }));
    assertEquals(List.of("child cancelled", "child ended", "block ended"), log);
  }

  private static void passCheckpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }

  @Test
  @Covers({"NUR-14", "CKP-8", "C-31"})
  void emptyNursery_inACancelledScope_yieldsButThrowsNothing() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Task<?> task = Task.current();
          CancelScope scope = CancelScope.create();
          scope.cancel();
          scope.run(s -> {
            long schedulePoints = task.schedulePoints();
            long cancelPoints = task.cancelPoints();
            Nursery.run(nursery -> assertEquals(schedulePoints, task.schedulePoints()));
            assertTrue(task.schedulePoints() > schedulePoints);
            assertEquals(cancelPoints, task.cancelPoints());
            Nursery.run(nursery -> nursery.startSoon(() -> {}));
          });
          assertFalse(scope.cancelledCaught());
        });
  }

  @Test
  @Covers({"NUR-14", "CKP-8"})
  void emptyNursery_givesTheTurnAway() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () -> {
          recorder.clear();
          Nursery.run(nursery -> assertEquals(List.of(), recorder.events()));
          assertEquals(
              List.of(
                  new Event(Hook.AFTER_TASK_STEP, "main", null),
                  new Event(Hook.BEFORE_TASK_STEP, "main", null)),
              recorder.events(Hook.AFTER_TASK_STEP, Hook.BEFORE_TASK_STEP).stream()
                  .filter(event -> "main".equals(event.task()))
                  .toList());
        });
  }

  @Test
  @Covers({"NUR-14", "C-31"})
  void nurseryWhoseBodyFails_inACancelledScope_holdsOnlyThat() throws Exception {
    IOException failure = new IOException("body");
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          CancelScope scope = CancelScope.create();
          scope.cancel();
          ExceptionGroup group =
              assertThrows(
                  ExceptionGroup.class,
                  () ->
                      scope.run(s ->
                          Nursery.run(nursery -> {
                            throw failure;
                          })));
          assertEquals(List.of(failure), group.exceptions());
          assertFalse(scope.cancelledCaught());
        });
  }

  @Test
  @Covers({"NUR-15", "C-10"})
  void startSoon_inACancelledNursery_childStartsAndIsCancelledAtItsFirstCheckpoint()
      throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      nursery.cancelScope().cancel();
      nursery.startSoon(() -> {
        log.add("started");
        Checkpoints.cancelShieldedCheckpoint();
        log.add("went on");
        assertThrows(Cancelled.class, () -> Checkpoints.checkpoint());
        log.add("cancelled");
      });
    });
    assertEquals(List.of("started", "went on", "cancelled"), log);
  }

  @Test
  @Covers("NUR-16")
  void child_scopesAroundStartSoon_doNotReachIt() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      CancelScope aroundTheCall =
          CancelScope.moveOnAfter(
              Duration.ofHours(1),
              scope -> {
                nursery.startSoon(() -> {
                  log.add("deadline " + CancelScope.effectiveDeadline());
                  passCheckpoints(5);
                  log.add("went on");
                });
                scope.cancel();
                Shield.run(TaskProbe::waitAllTasksBlocked);
              });
      assertTrue(aroundTheCall.cancelCalled());
    });
    assertEquals(List.of("deadline never", "went on"), log);
  }

  @Test
  @Covers("NUR-16")
  void child_scopesAroundTheNursery_reachIt() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock()),
        () -> {
          LoopTime deadline = Terzetto.currentTime().plus(Duration.ofHours(1));
          CancelScope outer =
              CancelScope.moveOnAt(
                  deadline,
                  scope ->
                      Nursery.run(nursery -> {
                        nursery.startSoon(() -> {
                          assertEquals(deadline, CancelScope.effectiveDeadline());
                          LoggedSleep.run("child cancelled", log);
                        });
                        TaskProbe.waitAllTasksBlocked();
                        scope.cancel();
                      }));
          assertTrue(outer.cancelledCaught());
        });
    assertEquals(List.of("child cancelled"), log);
  }

  @Test
  @Covers("NUR-4")
  void childCancelledFromOutside_cancelsTheNursery_soThatShieldingItLaterSavesNobody()
      throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      outer.run(scope ->
          Nursery.run(nursery -> {
            nursery.startSoon(() -> LoggedSleep.run("child", log));
            Shield.run(() -> {
              TaskProbe.waitAllTasksBlocked();
              outer.cancel();
              TaskProbe.waitAllTasksBlocked();
              assertTrue(nursery.cancelScope().cancelCalled());
            });
            nursery.cancelScope().shield(true);
            LoggedSleep.run("body", log);
          }));
    });
    assertEquals(List.of("child", "body"), log);
  }

  @Test
  @Covers({"NUR-16", "CAN-41"})
  void deepTree_isCancelledToTheBottom() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      nest(nursery, 1000, log);
      TaskProbe.waitAllTasksBlocked();
      nursery.cancelScope().cancel();
    });
    assertEquals(List.of("bottom"), log);
  }

  private static void nest(Nursery nursery, int depth, List<String> log) {
    nursery.startSoon(() -> {
      if (depth == 0) {
        LoggedSleep.run("bottom", log);
      }
      Nursery.run(inner -> nest(inner, depth - 1, log));
    });
  }

  @Test
  @Covers("NUR-23")
  void scopeOfTheNursery_cancel_wakesTheSleepersAtOnce() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              List<Task<?>> tasks = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                tasks.add(nursery.startSoon(() -> Terzetto.sleepForever()));
              }
              TaskProbe.waitAllTasksBlocked();
              nursery.cancelScope().cancel();
              // They were made runnable by the call itself, so they run in the next batch.
              Checkpoints.cancelShieldedCheckpoint();
              Checkpoints.cancelShieldedCheckpoint();
              tasks.forEach(task -> assertEquals(Task.State.CANCELLED, task.state()));
            }));
  }

  @Test
  @Covers("NUR-23")
  void scopeOfTheNursery_deadline_limitsTheWholeNursery() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        VirtualTime.options(),
        () -> {
          LoopTime start = Terzetto.currentTime();
          Nursery.run(nursery -> {
            nursery.cancelScope().deadline(start.plus(Duration.ofSeconds(5)));
            nursery.startSoon(() -> LoggedSleep.run("child", log));
            LoggedSleep.run("body", log);
          });
          assertEquals(Duration.ofSeconds(5), Terzetto.currentTime().since(start));
        });
    log.sort(null);
    assertEquals(List.of("body", "child"), log);
  }
}
