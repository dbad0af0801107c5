package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;

/** Blocks with a time limit: to move on, or to fail, when it is over. */
class TimeoutTest {
  private final MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
  private final RunOptions options = RunOptions.defaults().withClock(clock);

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  @Covers("CAN-18")
  void moveOnAfter_whenTimeIsOver_goesOnBehindTheBlock() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope scope =
              CancelScope.moveOnAfter(
                  seconds(3),
                  inside -> {
                    Terzetto.sleep(seconds(100));
                    events.add("not reached");
                  });
          assertTrue(scope.cancelledCaught());
          assertTrue(scope.cancelCalled());
          assertEquals(seconds(3), Terzetto.currentTime().since(start));
          Checkpoints.checkpoint();
        });
    assertEquals(List.of(), events);
  }

  @Test
  @Covers("CAN-18")
  void moveOnAfter_whenTheBlockIsFast_leavesItAlone() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope scope =
              CancelScope.moveOnAfter(seconds(3), inside -> Terzetto.sleep(seconds(2)));
          assertFalse(scope.cancelledCaught());
          Terzetto.sleep(seconds(10));
          assertFalse(scope.cancelCalled(), "the deadline died with the block");
        });
  }

  @Test
  @Covers("CAN-18")
  void moveOnAt_isMoveOnAfterWithAnAbsoluteDeadline() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime deadline = Terzetto.currentTime().plus(seconds(3));
          assertTrue(
              CancelScope.moveOnAt(deadline, inside -> Terzetto.sleepForever()).cancelledCaught());
          assertEquals(deadline, Terzetto.currentTime());
        });
  }

  @Test
  @Covers("CAN-18")
  void failAfter_whenTimeIsOver_throwsTooSlow() throws Exception {
    Terzetto.run(
        options,
        () -> {
          TooSlowException tooSlow =
              assertThrows(
                  TooSlowException.class,
                  () -> CancelScope.failAfter(seconds(3), inside -> Terzetto.sleep(seconds(100))));
          assertInstanceOf(TimeoutException.class, tooSlow);
          assertTrue(tooSlow.getMessage().contains("PT3S"), tooSlow.getMessage());
          Checkpoints.checkpoint();
        });
  }

  @Test
  @Covers("CAN-18")
  void failAfter_aroundCountingLoop_stopsItAtTheLimit() throws Exception {
    List<Integer> counted = new ArrayList<>();
    Terzetto.run(
        options,
        () ->
            assertThrows(
                TooSlowException.class,
                () ->
                    CancelScope.failAfter(
                        Duration.ofMillis(4_500),
                        scope -> {
                          for (int i = 0; ; i++) {
                            counted.add(i);
                            Terzetto.sleep(seconds(1));
                          }
                        })));
    assertEquals(List.of(0, 1, 2, 3, 4), counted);
  }

  @Test
  @Covers("CAN-18")
  void failAt_isFailAfterWithAnAbsoluteDeadline() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime deadline = Terzetto.currentTime().plus(seconds(3));
          CancelScope.failAt(deadline, inside -> Terzetto.sleep(seconds(2)));
          assertThrows(
              TooSlowException.class,
              () -> CancelScope.failAt(deadline, inside -> Terzetto.sleepForever()));
          assertEquals(deadline, Terzetto.currentTime());
        });
  }

  @Test
  @Covers("CAN-18")
  void callOr_givesTheResultOrTellsThatTimeIsOver() throws Exception {
    Terzetto.run(
        options,
        () -> {
          assertEquals(Optional.of("v"), CancelScope.callOrMoveOnAfter(seconds(1), scope -> "v"));
          assertEquals("v", CancelScope.callOrFailAfter(seconds(1), scope -> "v"));
          assertEquals(
              Optional.empty(),
              CancelScope.callOrMoveOnAfter(
                  seconds(1),
                  scope -> {
                    Terzetto.sleepForever();
                    return "not reached";
                  }));
          assertThrows(
              TooSlowException.class,
              () ->
                  CancelScope.callOrFailAfter(
                      seconds(1),
                      scope -> {
                        Terzetto.sleepForever();
                        return "not reached";
                      }));
        });
  }

  @Test
  @Covers("CAN-18")
  void callOrFailAfter_whenTheBlockGivesNull_givesNull() throws Exception {
    Terzetto.run(options, () -> assertNull(CancelScope.callOrFailAfter(seconds(1), scope -> null)));
  }

  @Test
  @Covers({"CAN-14", "CAN-18"})
  void callOrFailAfter_whenTheBlockEndsLateButWithoutCheckpoint_givesTheResult() throws Exception {
    Terzetto.run(
        options,
        () ->
            assertEquals(
                "v",
                CancelScope.callOrFailAfter(
                    seconds(1),
                    scope -> {
                      clock.jump(seconds(2));
                      assertTrue(scope.cancelCalled());
                      return "v";
                    })));
  }

  @Test
  @Covers("CAN-17")
  void failAfter_aroundTasks_cancelsThemAll() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          assertThrows(
              TooSlowException.class,
              () ->
                  CancelScope.failAfter(
                      seconds(3),
                      scope ->
                          Nursery.run(nursery -> {
                            for (int i = 0; i < 3; i++) {
                              nursery.startSoon(() -> {
                                assertThrows(Cancelled.class, Terzetto::sleepForever);
                                events.add("child");
                                Checkpoints.checkpoint();
                              });
                            }
                            Terzetto.sleepForever();
                          })));
          assertEquals(seconds(3), Terzetto.currentTime().since(start));
        });
    assertEquals(List.of("child", "child", "child"), events);
  }

  @Test
  @Covers("CAN-19")
  void failAfter_cancelledByHand_throwsTooSlowAllTheSame() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          assertThrows(
              TooSlowException.class,
              () ->
                  CancelScope.failAfter(
                      seconds(3),
                      scope -> {
                        scope.cancel();
                        Checkpoints.checkpoint();
                      }));
          assertEquals(start, Terzetto.currentTime());
        });
  }

  @Test
  @Covers("CAN-20")
  void failAfter_withOtherExceptionsBesideCancelled_throwsThose() throws Exception {
    IOException failure = new IOException("in the clean-up");
    Terzetto.run(
        options,
        () -> {
          ExceptionGroup group =
              assertThrows(
                  ExceptionGroup.class,
                  () ->
                      CancelScope.failAfter(
                          seconds(3),
                          scope ->
                              Nursery.run(nursery -> {
                                nursery.startSoon(Terzetto::sleepForever);
                                nursery.startSoon(() -> {
                                  assertThrows(Cancelled.class, Terzetto::sleepForever);
                                  throw failure;
                                });
                              })));
          assertEquals(List.of(failure), group.exceptions());
        });
  }

  @Test
  @Covers({"CAN-20", "CAN-15"})
  void failAfter_endingWithAnotherExceptionAfterExpiry_throwsThat() throws Exception {
    IOException failure = new IOException("instead");
    Terzetto.run(
        options,
        () ->
            assertSame(
                failure,
                assertThrows(
                    IOException.class,
                    () ->
                        CancelScope.failAfter(
                            seconds(3),
                            scope -> {
                              assertThrows(Cancelled.class, Terzetto::sleepForever);
                              throw failure;
                            }))));
  }

  @Test
  @Covers("CAN-21")
  void failAfter_whenAnOuterScopeIsCancelled_letsCancelledPass() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope outer =
              CancelScope.moveOnAfter(
                  seconds(3),
                  scope ->
                      assertThrows(
                          Cancelled.class,
                          () ->
                              CancelScope.failAfter(
                                  seconds(5), inside -> Terzetto.sleepForever())));
          assertTrue(outer.cancelCalled());
        });
  }

  @Test
  @Covers("CAN-21")
  void failAfter_whenBothExpireAtTheSameMoment_leavesItToTheOuterScope() throws Exception {
    Terzetto.run(
        options,
        () ->
            assertTrue(
                CancelScope.moveOnAfter(
                        seconds(3),
                        scope -> CancelScope.failAfter(seconds(3), s -> Terzetto.sleepForever()))
                    .cancelledCaught()));
  }

  @Test
  @Covers("CAN-23")
  void nestedTimeouts_outerShorter_endsBoth() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope outer =
              CancelScope.moveOnAfter(
                  seconds(5),
                  a -> {
                    CancelScope.moveOnAfter(seconds(10), b -> Terzetto.sleep(seconds(20)));
                    events.add("behind the inner block");
                  });
          assertEquals(seconds(5), Terzetto.currentTime().since(start));
          assertTrue(outer.cancelledCaught());
        });
    assertEquals(List.of(), events);
  }

  @Test
  @Covers("CAN-23")
  void nestedTimeouts_innerShorter_endsOnlyTheInnerOne() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope outer =
              CancelScope.moveOnAfter(
                  seconds(10),
                  a -> {
                    CancelScope inner =
                        CancelScope.moveOnAfter(seconds(5), b -> Terzetto.sleep(seconds(20)));
                    assertTrue(inner.cancelledCaught());
                    Terzetto.sleep(seconds(4));
                  });
          assertEquals(seconds(9), Terzetto.currentTime().since(start));
          assertFalse(outer.cancelCalled());
        });
  }

  @Test
  @Covers({"CAN-25", "CAN-24"})
  void shieldedTimeout_inCancelledScope_endsAtItsOwnDeadline() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope.create()
              .run(outer -> {
                outer.cancel();
                CancelScope inner =
                    CancelScope.moveOnAfter(
                        seconds(3),
                        scope -> {
                          scope.shield(true);
                          Terzetto.sleepForever();
                        });
                assertTrue(inner.cancelledCaught());
                assertEquals(seconds(3), Terzetto.currentTime().since(start));
                assertThrows(Cancelled.class, Checkpoints::checkpoint);
              });
        });
  }
}
