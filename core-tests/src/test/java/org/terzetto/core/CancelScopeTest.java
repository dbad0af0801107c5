package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** What {@code cancel()} does, and to whom; entering and leaving. */
class CancelScopeTest {
  static Stream<Named<TaskBody>> cancelPoints() {
    return Stream.of(
        named("checkpoint", Checkpoints::checkpoint),
        named("checkpointIfCancelled", Checkpoints::checkpointIfCancelled),
        named("sleep(0)", () -> Terzetto.sleep(Duration.ZERO)),
        named("sleep(1 h)", () -> Terzetto.sleep(Duration.ofHours(1))),
        named("sleepUntil(past)", () -> Terzetto.sleepUntil(LoopTime.PAST)),
        named("sleepForever", Terzetto::sleepForever),
        named("park", () -> Parking.park(cancellation -> Abort.SUCCEEDED)),
        named("waitAllTasksBlocked", TaskProbe::waitAllTasksBlocked));
  }

  @ParameterizedTest
  @MethodSource("cancelPoints")
  @Covers({"CAN-1", "CAN-2", "CAN-14", "C-7", "C-8"})
  void cancelPoint_inCancelledScope_throwsAgainAndAgain(TaskBody cancelPoint) throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        assertThrows(Cancelled.class, cancelPoint::run);
        assertThrows(Cancelled.class, cancelPoint::run);
        assertThrows(Cancelled.class, cancelPoint::run);
      });
      assertFalse(scope.cancelledCaught(), "nothing reached the end of the block");
      Checkpoints.checkpoint();
    });
  }

  @Test
  @Covers({"CAN-1", "C-7"})
  void shieldedCheckpoint_inCancelledScope_doesNotThrow() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.cancel();
              Checkpoints.cancelShieldedCheckpoint();
              Checkpoints.budgetedCheckpoint();
              assertThrows(Cancelled.class, Checkpoints::checkpoint);
            }));
  }

  @Test
  @Covers("CAN-1")
  void cleanup_inCancelledScope_isCancelledToo() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              try {
                scope.cancel();
                Checkpoints.checkpoint();
                events.add("not reached");
              } finally {
                assertThrows(Cancelled.class, Terzetto::sleepForever);
                events.add("cleanup");
              }
            }));
    assertEquals(List.of("cleanup"), events);
  }

  @Test
  @Covers({"CAN-3", "C-8"})
  void cancel_calledTwice_changesNothing() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      assertFalse(scope.cancelCalled());
      scope.run(inside -> {
        assertSame(scope, inside);
        inside.cancel();
        inside.cancel();
        assertTrue(inside.cancelCalled());
        Checkpoints.checkpoint();
      });
      assertTrue(scope.cancelCalled());
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers("CAN-3")
  void cancel_whileTasksSleepInside_abortsThemDuringTheCall() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (String name : List.of("a", "b")) {
            nursery.startSoon(() -> {
              try {
                Parking.park(cancellation -> {
                  events.add("abort " + name);
                  return Abort.SUCCEEDED;
                });
              } finally {
                events.add("woken " + name);
              }
            });
          }
          TaskProbe.waitAllTasksBlocked();
          events.add("before");
          nursery.cancelScope().cancel();
          events.add("after");
          nursery.cancelScope().cancel();
        }));
    assertEquals("before", events.get(0));
    assertEquals(Set.of("abort a", "abort b"), Set.copyOf(events.subList(1, 3)));
    assertEquals("after", events.get(3));
    assertEquals(Set.of("woken a", "woken b"), Set.copyOf(events.subList(4, events.size())));
    assertEquals(6, events.size());
  }

  @Test
  @Covers({"CAN-3", "C-12", "NUR-16"})
  void cancel_ofNursery_reachesGrandchildrenAtOnce() throws Exception {
    List<String> woken = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (String child : List.of("a", "b")) {
            nursery.startSoon(() ->
                Nursery.run(inner -> {
                  for (int i = 0; i < 2; i++) {
                    String name = child + i;
                    inner.startSoon(() -> {
                      assertThrows(Cancelled.class, Terzetto::sleepForever);
                      woken.add(name);
                    });
                  }
                }));
          }
          TaskProbe.waitAllTasksBlocked();
          nursery.cancelScope().cancel();
        }));
    assertEquals(Set.of("a0", "a1", "b0", "b1"), Set.copyOf(woken));
    assertEquals(4, woken.size());
  }

  @Test
  @Covers("CAN-4")
  void cancel_ofRunnableTask_letsItFinishItsWakeUp() throws Exception {
    List<Object> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> receiver =
              nursery.startSoon(() -> {
                events.add(
                    Parking.park(cancellation -> {
                      events.add("aborted");
                      return Abort.SUCCEEDED;
                    }));
                assertThrows(Cancelled.class, Checkpoints::checkpoint);
                events.add("cancelled");
              });
          TaskProbe.waitAllTasksBlocked();
          Parking.reschedule(receiver, new Outcome.Value<>("parcel"));
          nursery.cancelScope().cancel();
        }));
    assertEquals(List.of("parcel", "cancelled"), events);
  }

  @Test
  @Covers({"CAN-5", "C-17"})
  void run_ofScopeCancelledBefore_startsTheBodyAndCancelsItAtItsFirstCheckpoint() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      assertTrue(scope.cancelCalled());
      scope.run(inside -> {
        events.add("started");
        Checkpoints.checkpoint();
        events.add("not reached");
      });
      assertTrue(scope.cancelledCaught());
    });
    assertEquals(List.of("started"), events);
  }

  @Test
  @Covers("CAN-5")
  void run_ofScopeMadeAndCancelledOutsideAnyRun_isCancelled() throws Exception {
    CancelScope scope = CancelScope.create();
    scope.cancel("made ahead");
    Terzetto.run(() -> scope.run(inside -> Terzetto.sleepForever()));
    assertTrue(scope.cancelledCaught());
  }

  @Test
  @Covers("CAN-5")
  void run_ofScopeMadeByAnotherTask_isCancelledByThatTask() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> scope.run(inside -> Terzetto.sleepForever()));
        TaskProbe.waitAllTasksBlocked();
        scope.cancel();
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers({"CAN-7", "C-17"})
  void run_ofScopeThatIsEntered_failsAndChangesNothing() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        assertThrows(IllegalStateException.class, () -> scope.run(again -> events.add("entered")));
        assertThrows(IllegalStateException.class, () -> scope.call(again -> "entered"));
        Checkpoints.checkpoint();
        scope.cancel();
        Checkpoints.checkpoint();
      });
      assertTrue(scope.cancelledCaught(), "the first entry still counts");
    });
    assertEquals(List.of(), events);
  }

  @Test
  @Covers({"CAN-7", "C-17"})
  void run_ofScopeThatWasLeft_failsAndChangesNothing() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> Checkpoints.checkpoint());
      assertThrows(IllegalStateException.class, () -> scope.run(again -> events.add("entered")));
      assertFalse(scope.cancelCalled());
      Checkpoints.checkpoint();
    });
    assertEquals(List.of(), events);
  }

  @Test
  @Covers({"CAN-7", "C-17"})
  void run_ofScopeThatAnotherTaskEntered_failsAndChangesNothing() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> scope.run(inside -> Terzetto.sleepForever()));
        TaskProbe.waitAllTasksBlocked();
        assertThrows(IllegalStateException.class, () -> scope.run(again -> events.add("entered")));
        scope.cancel();
        Checkpoints.checkpoint();
      });
      assertTrue(scope.cancelledCaught(), "the first entry still counts");
    });
    assertEquals(List.of(), events);
  }

  @Test
  @Covers("CAN-8")
  void cancel_afterTheScopeWasLeft_onlySetsCancelCalled() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> Checkpoints.checkpoint());
      assertFalse(scope.cancelCalled());
      scope.cancel();
      assertTrue(scope.cancelCalled());
      assertFalse(scope.cancelledCaught());
      Checkpoints.checkpoint();
    });
  }

  @Test
  @Covers({"CAN-14", "C-15"})
  void run_endingNormallyInCancelledScope_dropsThePendingCancellation() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        Checkpoints.cancelShieldedCheckpoint();
      });
      assertTrue(scope.cancelCalled());
      assertFalse(scope.cancelledCaught());
      Checkpoints.checkpoint();
    });
  }

  @Test
  @Covers({"CAN-12", "CAN-14"})
  void call_givesTheValueUnlessItsScopeAbsorbed() throws Exception {
    Terzetto.run(() -> {
      assertEquals(Optional.of("v"), CancelScope.create().call(scope -> "v"));
      assertEquals(
          Optional.of("v"),
          CancelScope.create()
              .call(scope -> {
                scope.cancel();
                return "v";
              }),
          "the body ended normally: its value counts");
      CancelScope cut = CancelScope.create();
      assertEquals(
          Optional.empty(),
          cut.call(scope -> {
            scope.cancel();
            Checkpoints.checkpoint();
            return "not reached";
          }));
      assertTrue(cut.cancelledCaught());
    });
  }

  @Test
  @Covers("CAN-35")
  void types_areClosedToUsers() {
    assertTrue(Modifier.isFinal(Cancelled.class.getModifiers()));
    assertEquals(0, Cancelled.class.getConstructors().length);
    assertTrue(CancelScope.class.isSealed());
    for (Class<?> permitted : CancelScope.class.getPermittedSubclasses()) {
      assertEquals("org.terzetto.internal", permitted.getPackageName());
    }
  }

  @Test
  @Covers("CAN-1")
  void cancelled_isNoException_soThatBroadHandlersLetItPass() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        try {
          Checkpoints.checkpoint();
        } catch (Exception e) {
          events.add("swallowed");
        }
        events.add("went on");
      });
      assertTrue(scope.cancelledCaught());
    });
    assertEquals(List.of(), events);
  }
}
