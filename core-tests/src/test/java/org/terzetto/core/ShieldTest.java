package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** A shield keeps the cancellation of outer scopes out, and nothing else. */
class ShieldTest {
  @Test
  @Covers({"CAN-24", "CAN-26", "C-11"})
  void shield_raisedAndLoweredInCancelledScope_worksAtOnce() throws Exception {
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      CancelScope inner = CancelScope.create();
      outer.run(a -> {
        inner.run(b -> {
          Checkpoints.checkpoint();
          outer.cancel();
          assertThrows(Cancelled.class, Checkpoints::checkpoint);
          assertFalse(inner.shield());
          inner.shield(true);
          assertTrue(inner.shield());
          Checkpoints.checkpoint();
          inner.shield(false);
          assertThrows(Cancelled.class, Checkpoints::checkpoint);
          inner.shield(true);
          Checkpoints.checkpoint();
          inner.cancel();
          Checkpoints.checkpoint();
        });
        assertTrue(inner.cancelledCaught(), "its own cancellation passes the shield");
        assertThrows(Cancelled.class, Checkpoints::checkpoint);
      });
      assertFalse(outer.cancelledCaught());
    });
  }

  @Test
  @Covers({"CAN-24", "C-11"})
  void shield_doesNotKeepInnerScopesFromBeingCancelled() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer -> {
              CancelScope shielded = CancelScope.create();
              shielded.shield(true);
              outer.cancel();
              shielded.run(scope -> {
                CancelScope inner = CancelScope.create();
                inner.run(inside -> {
                  inside.cancel();
                  Terzetto.sleepForever();
                });
                assertTrue(inner.cancelledCaught());
                Checkpoints.checkpoint();
              });
            }));
  }

  @Test
  @Covers("CAN-24")
  void shield_protectsTheTasksInside() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer ->
                Nursery.run(nursery -> {
                  nursery.cancelScope().shield(true);
                  nursery.startSoon(() -> {
                    TaskProbe.waitAllTasksBlocked();
                    outer.cancel();
                    Checkpoints.checkpoint();
                    events.add("undisturbed");
                  });
                })));
    assertEquals(List.of("undisturbed"), events);
  }

  @Test
  @Covers({"CAN-24", "CAN-25"})
  void shield_doesNotStopItsScopesDeadline() throws Exception {
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          CancelScope shielded = CancelScope.withTimeout(Duration.ofSeconds(1));
          shielded.shield(true);
          shielded.run(scope -> Terzetto.sleepForever());
          assertTrue(shielded.cancelledCaught());
        });
  }

  @Test
  @Covers({"CAN-26", "C-13"})
  void shield_loweredOverSleepingTask_abortsItDuringTheCall() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer ->
                Nursery.run(nursery -> {
                  outer.cancel();
                  nursery.cancelScope().shield(true);
                  nursery.startSoon(() ->
                      Parking.park(cancellation -> {
                        events.add("aborted");
                        return Abort.SUCCEEDED;
                      }));
                  TaskProbe.waitAllTasksBlocked();
                  events.add("lowering");
                  nursery.cancelScope().shield(false);
                  events.add("lowered");
                })));
    assertEquals(List.of("lowering", "aborted", "lowered"), events);
  }

  @Test
  @Covers("CAN-26")
  void shield_loweredWhileNobodyOutsideIsCancelled_disturbsNobody() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.shield(true);
              scope.shield(false);
              Checkpoints.checkpoint();
              assertFalse(scope.cancelCalled());
            }));
  }

  @Test
  @Covers({"CAN-27", "C-16"})
  void shield_raisedWhileCancelledPassesThrough_doesNotAbsorbIt() throws Exception {
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      CancelScope inner = CancelScope.create();
      outer.run(a ->
          inner.run(b -> {
            outer.cancel();
            try {
              Checkpoints.checkpoint();
            } finally {
              inner.shield(true);
            }
          }));
      assertFalse(inner.cancelledCaught());
      assertTrue(outer.cancelledCaught());
    });
  }

  @Test
  @Covers({"CAN-28", "C-17"})
  void shield_setBeforeEntry_holdsFromTheStart() throws Exception {
    Terzetto.run(() -> {
      CancelScope shielded = CancelScope.create();
      assertFalse(shielded.shield());
      shielded.shield(true);
      assertTrue(shielded.shield());
      CancelScope.create()
          .run(outer -> {
            outer.cancel();
            shielded.run(scope -> {
              Checkpoints.checkpoint();
              scope.shield(false);
              assertThrows(Cancelled.class, Checkpoints::checkpoint);
            });
          });
    });
  }

  @Test
  @Covers("CAN-24")
  void nursery_shieldedInCancelledScope_endsAsIfNothingHappened() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer -> {
              outer.cancel();
              Nursery.run(nursery -> {
                nursery.cancelScope().shield(true);
                nursery.startSoon(Checkpoints::checkpoint);
              });
              assertThrows(Cancelled.class, Checkpoints::checkpoint);
            }));
  }
}
