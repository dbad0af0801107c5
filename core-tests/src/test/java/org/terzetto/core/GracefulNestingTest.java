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
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;

/** Shutdowns among nested scopes, shields, and tasks that move. */
class GracefulNestingTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static String textOfTheEndOfSleep() {
    return String.valueOf(assertThrows(Cancelled.class, Terzetto::sleepForever).reason().text());
  }

  @Test
  @Covers("SHU-8")
  void nestedShutdowns_theGraceThatEndsFirstCounts() throws Exception {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() ->
        CancelScope.create()
            .run(outer -> {
              CancelScope.create()
                  .run(inner -> {
                    outer.shutdown(Duration.ofSeconds(3), "outer");
                    inner.shutdown(GRACE, "inner");
                    log.add(textOfTheEndOfSleep() + " at " + Terzetto.currentTime());
                    Checkpoints.checkpoint();
                  });
              log.add("never");
            }));
    VirtualTime.run(() ->
        CancelScope.create()
            .run(outer -> {
              CancelScope.create()
                  .run(inner -> {
                    outer.shutdown(GRACE, "outer");
                    inner.shutdown(Duration.ofSeconds(3), "inner");
                    log.add(textOfTheEndOfSleep() + " at " + Terzetto.currentTime());
                  });
              log.add(textOfTheEndOfSleep() + " at " + Terzetto.currentTime());
            }));
    assertEquals(List.of("outer at 3.0 s", "inner at 3.0 s", "outer at 10.0 s"), log);
  }

  @Test
  @Covers("SHU-8")
  void softScope_insideSeveralShutdowns_showsTheInnermostReason() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(outer ->
                CancelScope.create()
                    .run(inner -> {
                      outer.shutdown(GRACE, "outer");
                      inner.shutdown(GRACE, "inner");
                      CancelScope.untilShutdown(_ -> assertEquals("inner", textOfTheEndOfSleep()));
                    })));
  }

  @Test
  @Covers("SHU-8")
  void shutdownOfAnInnerScope_doesNotReachTheOuter() throws Exception {
    VirtualTime.run(() ->
        CancelScope.untilShutdown(soft -> {
          CancelScope.create()
              .run(inner -> {
                inner.shutdown(GRACE);
                assertTrue(CancelScope.isShuttingDown());
                Checkpoints.checkpoint();
              });
          assertFalse(CancelScope.isShuttingDown());
          assertFalse(soft.cancelCalled());
          Checkpoints.checkpoint();
        }));
  }

  @Test
  @Covers("SHU-9")
  void shield_keepsTheShutdownOut_untilItIsRemoved() throws Exception {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              CancelScope shield = CancelScope.create();
              shield.shield(true);
              Nursery.run(nursery -> {
                nursery.startSoon(() ->
                    shield.run(_ -> {
                      CancelScope soft =
                          CancelScope.untilShutdown(_ -> {
                            assertFalse(CancelScope.isShuttingDown());
                            Terzetto.sleepForever();
                          });
                      assertTrue(soft.cancelledCaught());
                      assertTrue(CancelScope.isShuttingDown());
                      log.add("soft " + Terzetto.currentTime());
                    }));
                scope.shutdown(GRACE);
                Terzetto.sleep(Duration.ofSeconds(4));
                shield.shield(false);
                log.add("shield down");
              });
            }));
    assertEquals(List.of("shield down", "soft 4.0 s"), log);
  }

  @Test
  @Covers("SHU-9")
  void shield_outlastsTheEndOfGrace() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              CancelScope shield = CancelScope.withTimeout(Duration.ofSeconds(30));
              shield.shield(true);
              shield.run(_ -> {
                scope.shutdown(GRACE);
                CancelScope.untilShutdown(_ -> {
                  assertFalse(CancelScope.isShuttingDown());
                  Terzetto.sleep(Duration.ofSeconds(20));
                });
              });
              assertEquals(VirtualTime.second(20), Terzetto.currentTime());
              assertThrows(Cancelled.class, Checkpoints::checkpoint);
            }));
  }

  @Test
  @Covers("SHU-10")
  void isShuttingDown_isTrueOnceToldOrCancelled() throws Exception {
    VirtualTime.run(() -> {
      assertFalse(CancelScope.isShuttingDown());
      CancelScope told = CancelScope.create();
      told.run(scope -> {
        CancelScope.create().run(_ -> assertFalse(CancelScope.isShuttingDown()));
        scope.shutdown(GRACE);
        assertTrue(CancelScope.isShuttingDown());
        CancelScope.create().run(_ -> assertTrue(CancelScope.isShuttingDown()));
        Nursery.run(nursery -> nursery.startSoon(() -> assertTrue(CancelScope.isShuttingDown())));
      });
      assertTrue(told.shutdownCalled());
      assertFalse(told.cancelCalled());
      CancelScope cancelled = CancelScope.create();
      cancelled.run(scope -> {
        scope.cancel();
        assertTrue(CancelScope.isShuttingDown());
      });
      assertTrue(cancelled.shutdownCalled());
      assertFalse(CancelScope.isShuttingDown());
    });
    assertThrows(IllegalStateException.class, CancelScope::isShuttingDown);
  }

  @Test
  @Covers("SHU-11")
  void shutdownBeforeEntry_countsTheGraceFromEntry() throws Exception {
    CancelScope scope = CancelScope.create();
    scope.shutdown(GRACE, "before any run");
    scope.shutdown(Duration.ofSeconds(5));
    VirtualTime.run(() -> {
      Terzetto.sleep(Duration.ofSeconds(7));
      scope.run(_ -> {
        assertTrue(CancelScope.isShuttingDown());
        assertEquals(VirtualTime.second(12), scope.deadline());
        assertTrue(CancelScope.untilShutdown(_ -> Checkpoints.checkpoint()).cancelledCaught());
        assertEquals("before any run", textOfTheEndOfSleep());
      });
      assertEquals(VirtualTime.second(12), Terzetto.currentTime());
    });
  }

  @Test
  @Covers("SHU-11")
  void shutdownBeforeEntry_leavesAnEarlierLimitInForce() throws Exception {
    VirtualTime.run(() -> {
      CancelScope timeout = CancelScope.withTimeout(Duration.ofSeconds(2));
      timeout.shutdown(GRACE);
      timeout.run(_ -> assertEquals(VirtualTime.second(2), CancelScope.effectiveDeadline()));
      CancelScope deadline = CancelScope.withDeadline(VirtualTime.second(60));
      deadline.shutdown(GRACE);
      deadline.run(_ -> assertEquals(VirtualTime.second(10), CancelScope.effectiveDeadline()));
    });
  }

  @Test
  @Covers("SHU-12")
  void shutdownOfAScopeThatWasLeftOrCancelled_hasNoEffect() throws Exception {
    VirtualTime.run(() -> {
      CancelScope left = CancelScope.create();
      left.run(_ -> {});
      left.shutdown(GRACE);
      assertTrue(left.shutdownCalled());
      assertFalse(CancelScope.isShuttingDown());
      Terzetto.sleep(GRACE.multipliedBy(2));
      assertFalse(left.cancelCalled());
      CancelScope.create()
          .run(cancelled -> {
            cancelled.cancel("first");
            cancelled.shutdown(GRACE, "second");
            assertEquals("first", textOfTheEndOfSleep());
            assertEquals(LoopTime.NEVER, cancelled.deadline());
          });
    });
  }

  @Test
  @Covers("SHU-13")
  void started_movesASoftScopeOutOfAShutdown_beforeItIsReached() throws Exception {
    List<String> log = new ArrayList<>();
    Event moved = new Event();
    VirtualTime.run(() ->
        Nursery.run(target -> {
          CancelScope.create()
              .run(scope -> {
                target.<Object>start(status -> {
                  CancelScope.untilShutdown(_ -> {
                    status.started(log);
                    moved.await();
                    assertFalse(CancelScope.isShuttingDown());
                    log.add("undisturbed");
                  });
                });
                scope.shutdown(GRACE);
              });
          Terzetto.sleep(Duration.ofSeconds(1));
          moved.set();
        }));
    assertEquals(List.of("undisturbed"), log);
  }

  @Test
  @Covers("SHU-13")
  void started_movesASoftScopeIntoAShutdown_whichReachesItAtOnce() throws Exception {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() ->
        Nursery.run(target -> {
          target.cancelScope().shutdown(GRACE);
          CancelScope shield = CancelScope.create();
          shield.shield(true);
          shield.<Exception>run(_ ->
              target.<Object>start(status -> {
                CancelScope soft =
                    CancelScope.untilShutdown(self -> {
                      Checkpoints.checkpoint();
                      log.add("before: " + self.cancelCalled());
                      status.started(log);
                      log.add("after: " + self.cancelCalled());
                      Checkpoints.checkpoint();
                    });
                log.add("caught: " + soft.cancelledCaught());
              }));
        }));
    assertEquals(List.of("before: false", "after: true", "caught: true"), log);
  }

  @Test
  @Covers("SHU-13")
  void softScope_onceReached_staysCancelled() throws Exception {
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              CancelScope shield = CancelScope.create();
              shield.run(_ -> {
                CancelScope soft =
                    CancelScope.untilShutdown(_ -> {
                      scope.shutdown(GRACE);
                      shield.shield(true);
                      Checkpoints.checkpoint();
                    });
                assertTrue(soft.cancelledCaught());
                assertFalse(CancelScope.isShuttingDown());
              });
            }));
  }

  @Test
  @Covers("SHU-14")
  void cancel_duringTheGrace_cancelsAtOnce_withItsOwnReason() throws Exception {
    VirtualTime.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(self -> {
        self.shutdown(GRACE, "closing time");
        CancelScope.untilShutdown(_ -> {
          assertEquals("closing time", textOfTheEndOfSleep());
          self.cancel("now");
          Checkpoints.checkpoint();
        });
        throw new AssertionError(
            "the soft scope must not take in what is meant for the outer scope");
      });
      assertTrue(scope.cancelledCaught());
      assertEquals(VirtualTime.second(0), Terzetto.currentTime());
      CancelScope.create()
          .run(self -> {
            self.shutdown(GRACE, "closing time");
            self.cancel("now");
            assertEquals("now", textOfTheEndOfSleep());
          });
    });
  }

  @Test
  @Covers("SHU-14")
  void failure_duringTheGrace_cancelsAtOnce() throws Exception {
    VirtualTime.run(() ->
        assertThrows(
            ExceptionGroup.class,
            () ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> {
                    Cancelled hard = assertThrows(Cancelled.class, Terzetto::sleepForever);
                    assertEquals(CancelSource.NURSERY, hard.reason().source());
                    assertEquals(VirtualTime.second(1), Terzetto.currentTime());
                    throw hard;
                  });
                  nursery.cancelScope().shutdown(GRACE);
                  Terzetto.sleep(Duration.ofSeconds(1));
                  throw new IllegalArgumentException("failed");
                })));
  }

  @Test
  @Covers("SHU-15")
  void nestedSoftScopes_theOutermostTakesItIn() throws Exception {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() ->
        CancelScope.create()
            .run(scope -> {
              CancelScope.untilShutdown(_ -> {
                scope.shutdown(GRACE);
                CancelScope.untilShutdown(_ -> Checkpoints.checkpoint());
                log.add("never");
              });
              log.add("behind");
            }));
    assertEquals(List.of("behind"), log);
  }

  @Test
  @Covers("SHU-15")
  void shutdownOfASoftScopeItself_cancelsItAtOnce() throws Exception {
    VirtualTime.run(() -> {
      CancelScope soft =
          CancelScope.untilShutdown(self -> {
            self.shutdown(GRACE, "you");
            assertEquals("you", textOfTheEndOfSleep());
            Checkpoints.checkpoint();
          });
      assertTrue(soft.cancelledCaught());
      assertEquals(VirtualTime.second(0), Terzetto.currentTime());
    });
  }
}
