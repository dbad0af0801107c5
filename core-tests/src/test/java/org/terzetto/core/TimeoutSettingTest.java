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
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;

/** The timeout of a scope: what it counts from, and how it goes with the deadline. */
class TimeoutSettingTest {
  private final MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
  private final RunOptions options = RunOptions.defaults().withClock(clock);

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  @Covers("CAN-22")
  void timeout_countsFromEntry() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope scope = CancelScope.withTimeout(seconds(5));
          Terzetto.sleep(seconds(100));
          LoopTime entered = Terzetto.currentTime();
          scope.run(inside -> {
            assertEquals(entered.plus(seconds(5)), inside.deadline());
            Terzetto.sleepForever();
          });
          assertTrue(scope.cancelledCaught());
          assertEquals(seconds(5), Terzetto.currentTime().since(entered));
        });
  }

  @Test
  @Covers("CAN-22")
  void timeout_ofZero_cancelsAtTheFirstCheckpoint() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        options,
        () ->
            assertTrue(
                CancelScope.moveOnAfter(
                        Duration.ZERO,
                        scope -> {
                          events.add("started");
                          Checkpoints.checkpoint();
                          events.add("not reached");
                        })
                    .cancelledCaught()));
    assertEquals(List.of("started"), events);
  }

  @Test
  @Covers("CAN-22")
  void timeout_longerThanTheClockCanCount_isNever() throws Exception {
    Terzetto.run(
        options,
        () -> {
          CancelScope.moveOnAfter(
              Duration.ofSeconds(Long.MAX_VALUE),
              scope -> {
                assertEquals(LoopTime.NEVER, CancelScope.effectiveDeadline());
                Terzetto.sleep(Duration.ofDays(365));
              });
          CancelScope.failAfter(
              Duration.ofNanos(Long.MAX_VALUE), scope -> Terzetto.sleep(Duration.ofDays(365)));
        });
  }

  @Test
  @Covers("CAN-22")
  void timeout_negative_isRefusedBeforeTheBodyStarts() throws Exception {
    Duration negative = Duration.ofNanos(-1);
    List<String> events = new ArrayList<>();
    assertThrows(IllegalArgumentException.class, () -> CancelScope.withTimeout(negative));
    Terzetto.run(
        options,
        () -> {
          assertThrows(
              IllegalArgumentException.class,
              () -> CancelScope.moveOnAfter(negative, scope -> events.add("body")));
          assertThrows(
              IllegalArgumentException.class,
              () -> CancelScope.failAfter(negative, scope -> events.add("body")));
          assertThrows(
              IllegalArgumentException.class,
              () -> CancelScope.callOrMoveOnAfter(negative, scope -> events.add("body")));
          assertThrows(
              IllegalArgumentException.class,
              () -> CancelScope.callOrFailAfter(negative, scope -> events.add("body")));
          assertThrows(
              IllegalArgumentException.class, () -> CancelScope.create().timeout(negative));
          CancelScope.create()
              .run(scope -> {
                assertThrows(IllegalArgumentException.class, () -> scope.timeout(negative));
                assertEquals(LoopTime.NEVER, scope.deadline());
              });
        });
    assertEquals(List.of(), events);
  }

  @Test
  @Covers("CAN-30")
  void timeout_beforeEntry_hasNoAbsoluteDeadline() throws Exception {
    CancelScope scope = CancelScope.withTimeout(seconds(5));
    assertEquals(Optional.of(seconds(5)), scope.timeout());
    assertThrows(IllegalStateException.class, scope::deadline);
    assertThrows(IllegalStateException.class, () -> scope.deadline(LoopTime.NEVER));
    scope.timeout(seconds(6));
    assertEquals(Optional.of(seconds(6)), scope.timeout());
    assertFalse(scope.cancelCalled());
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          scope.run(inside -> Terzetto.sleepForever());
          assertEquals(seconds(6), Terzetto.currentTime().since(start));
        });
  }

  @Test
  @Covers("CAN-30")
  void deadline_beforeEntry_hasNoTimeout() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime deadline = Terzetto.currentTime().plus(seconds(5));
          CancelScope scope = CancelScope.withDeadline(deadline);
          assertEquals(deadline, scope.deadline());
          assertThrows(IllegalStateException.class, scope::timeout);
          assertThrows(IllegalStateException.class, () -> scope.timeout(seconds(1)));
          assertEquals(deadline, scope.deadline(), "nothing happened");
        });
  }

  @Test
  @Covers("CAN-31")
  void timeoutAndDeadline_afterEntry_areTwoViewsOfOneThing() throws Exception {
    Terzetto.run(
        options,
        () -> {
          LoopTime start = Terzetto.currentTime();
          CancelScope.withTimeout(seconds(5))
              .run(scope -> {
                assertEquals(start.plus(seconds(5)), scope.deadline());
                assertEquals(Optional.of(seconds(5)), scope.timeout());
                clock.jump(seconds(1));
                assertEquals(Optional.of(seconds(4)), scope.timeout());
                scope.deadline(start.plus(seconds(3)));
                assertEquals(Optional.of(seconds(2)), scope.timeout());
                scope.timeout(seconds(7));
                assertEquals(start.plus(seconds(8)), scope.deadline());
                clock.jump(seconds(9));
                assertEquals(Optional.of(seconds(-2)), scope.timeout(), "overdue");
              });
          CancelScope.withDeadline(Terzetto.currentTime().plus(seconds(2)))
              .run(scope -> {
                assertEquals(Optional.of(seconds(2)), scope.timeout());
                scope.timeout(Duration.ZERO);
                assertThrows(Cancelled.class, Checkpoints::checkpoint);
              });
        });
  }
}
