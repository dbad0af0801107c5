package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelReason;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** A shutdown of one scope: who hears of it, and when. */
class GracefulShutdownTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Test
  @Covers({"SHU-1", "SHU-2"})
  void shutdown_endsSoftScopesAtOnce_andTheRestAfterTheGrace() throws Exception {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              Nursery.run(nursery -> {
                nursery.startSoon(() -> {
                  CancelScope soft = CancelScope.untilShutdown(_ -> Terzetto.sleepForever());
                  assertTrue(soft.cancelCalled());
                  assertTrue(soft.cancelledCaught());
                  log.add("soft " + Terzetto.currentTime());
                  Terzetto.sleep(Duration.ofSeconds(3));
                  log.add("behind it " + Terzetto.currentTime());
                });
                nursery.startSoon(() -> {
                  try {
                    Terzetto.sleepForever();
                  } finally {
                    log.add("the other " + Terzetto.currentTime());
                  }
                });
                Terzetto.sleep(Duration.ofSeconds(1));
                scope.shutdown(GRACE);
                log.add("told");
              });
              throw new AssertionError("the nursery ends with Cancelled");
            }));
    assertEquals(List.of("told", "soft 1.0 s", "behind it 4.0 s", "the other 11.0 s"), log);
  }

  @Test
  @Covers("SHU-1")
  void shutdown_reachesBlockingCodeInASoftScope() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            CancelScope soft =
                CancelScope.untilShutdown(_ ->
                    Terzetto.<String, RuntimeException>blocking(
                        new SynchronousQueue<String>()::take));
            assertTrue(soft.cancelledCaught());
          });
          TaskProbe.waitAllTasksBlocked();
          nursery.cancelScope().shutdown(Duration.ofDays(1));
        }));
  }

  @Test
  @Covers("SHU-1")
  void softScope_thatEndsByItself_hasItsValue() throws Exception {
    VirtualTime.run(() -> {
      assertEquals(Optional.of("value"), CancelScope.callUntilShutdown(_ -> "value"));
      assertFalse(CancelScope.untilShutdown(_ -> Checkpoints.checkpoint()).cancelCalled());
      CancelScope.create()
          .run(scope -> {
            Optional<String> none =
                CancelScope.callUntilShutdown(_ -> {
                  scope.shutdown(GRACE);
                  Checkpoints.checkpoint();
                  return "late";
                });
            assertEquals(Optional.empty(), none);
          });
    });
  }

  @Test
  @Covers({"SHU-2", "SHU-16"})
  void reason_isTheSame_softAndHard() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.shutdown(GRACE, "closing time");
              CancelReason expected =
                  new CancelReason(CancelSource.SHUTDOWN, "closing time", "main");
              CancelScope.untilShutdown(_ -> {
                Cancelled soft = assertThrows(Cancelled.class, Checkpoints::checkpoint);
                assertEquals(expected, soft.reason());
              });
              assertFalse(scope.cancelCalled());
              Cancelled hard = assertThrows(Cancelled.class, Terzetto::sleepForever);
              assertEquals(expected, hard.reason());
              assertTrue(scope.cancelCalled());
              assertEquals(VirtualTime.second(10), Terzetto.currentTime());
            }));
  }

  @Test
  @Covers("SHU-2")
  void endOfGrace_isTakenInByTheScope() throws Exception {
    VirtualTime.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(self -> {
        self.shutdown(GRACE);
        Terzetto.sleepForever();
      });
      assertTrue(scope.cancelledCaught());
      assertEquals(VirtualTime.second(10), Terzetto.currentTime());
      Terzetto.sleep(Duration.ofSeconds(1));
    });
  }

  @Test
  @Covers("SHU-3")
  void scope_thatIsDoneEarlier_endsEarlier_andTheEndOfGraceWakesNobody() throws Exception {
    VirtualTime.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(self ->
          Nursery.run(nursery -> {
            nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(2)));
            nursery.startSoon(() -> CancelScope.untilShutdown(_ -> Terzetto.sleepForever()));
            self.shutdown(GRACE);
          }));
      assertEquals(VirtualTime.second(2), Terzetto.currentTime());
      assertFalse(scope.cancelledCaught());
      Terzetto.sleep(Duration.ofSeconds(20));
      assertEquals(VirtualTime.second(22), Terzetto.currentTime());
    });
  }

  @Test
  @Covers("SHU-4")
  void softScope_enteredDuringTheGrace_startsItsBody_andEndsAtTheFirstCheckpoint()
      throws Exception {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.shutdown(GRACE);
              CancelScope soft =
                  CancelScope.untilShutdown(self -> {
                    log.add("body");
                    assertTrue(self.cancelCalled());
                    assertEquals(LoopTime.PAST, CancelScope.effectiveDeadline());
                    Checkpoints.checkpoint();
                    log.add("never");
                  });
              assertTrue(soft.cancelledCaught());
              Checkpoints.checkpoint();
              log.add("behind");
            }));
    assertEquals(List.of("body", "behind"), log);
  }

  @Test
  @Covers("SHU-5")
  void graceOfZero_cancelsAtOnce() throws Exception {
    VirtualTime.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(self -> {
        self.shutdown(Duration.ZERO, "no time");
        assertTrue(self.cancelCalled());
        CancelReason reason = assertThrows(Cancelled.class, Checkpoints::checkpoint).reason();
        assertEquals(new CancelReason(CancelSource.SHUTDOWN, "no time", "main"), reason);
        Checkpoints.checkpoint();
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers("SHU-5")
  void negativeGrace_isRefused_andChangesNothing() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              assertThrows(
                  IllegalArgumentException.class, () -> scope.shutdown(Duration.ofNanos(-1)));
              assertThrows(NullPointerException.class, () -> nullGrace(scope));
              assertFalse(scope.shutdownCalled());
              assertFalse(CancelScope.isShuttingDown());
            }));
  }

  @SuppressWarnings("NullAway") // the mistake under test
  private static void nullGrace(CancelScope scope) {
    scope.shutdown(null);
  }

  @Test
  @Covers("SHU-5")
  void graceLongerThanTheClockCanCount_neverEnds() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.shutdown(Duration.ofSeconds(Long.MAX_VALUE));
              assertEquals(LoopTime.NEVER, scope.deadline());
              assertTrue(CancelScope.isShuttingDown());
              Terzetto.sleep(Duration.ofDays(365));
            }));
  }

  @Test
  @Covers("SHU-6")
  void endOfGrace_isTheDeadline_andCanBeMoved() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.shutdown(GRACE, "closing time");
              assertEquals(VirtualTime.second(10), scope.deadline());
              assertEquals(VirtualTime.second(10), CancelScope.effectiveDeadline());
              scope.deadline(VirtualTime.second(15));
              Cancelled hard = assertThrows(Cancelled.class, Terzetto::sleepForever);
              assertEquals(VirtualTime.second(15), Terzetto.currentTime());
              assertEquals("closing time", hard.reason().text());
            }));
  }

  @Test
  @Covers("SHU-6")
  void deadlineBeforeTheEndOfGrace_counts_andIsTheReason() throws Exception {
    VirtualTime.run(() -> {
      CancelScope scope = CancelScope.withTimeout(Duration.ofSeconds(5));
      scope.run(self -> {
        self.shutdown(GRACE);
        Cancelled hard = assertThrows(Cancelled.class, Terzetto::sleepForever);
        assertEquals(VirtualTime.second(5), Terzetto.currentTime());
        assertEquals(CancelSource.DEADLINE, hard.reason().source());
      });
    });
  }

  @Test
  @Covers("SHU-7")
  void repeatedShutdown_canShortenTheGrace_andKeepsTheFirstReason() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.shutdown(GRACE, "first");
              scope.shutdown(GRACE.multipliedBy(2), "longer");
              assertEquals(VirtualTime.second(10), scope.deadline());
              scope.shutdown(Duration.ofSeconds(3), "shorter");
              assertEquals(VirtualTime.second(3), scope.deadline());
              scope.shutdown(Duration.ZERO, "at once");
              Cancelled hard = assertThrows(Cancelled.class, Checkpoints::checkpoint);
              assertEquals("first", hard.reason().text());
              assertEquals(VirtualTime.second(0), Terzetto.currentTime());
            }));
  }
}
