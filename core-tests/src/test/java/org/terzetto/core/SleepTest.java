package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Sleeping, and the slot that a sleeper shares with its waker. */
class SleepTest {
  @Test
  @Covers("CKP-13")
  void sleep_zero_equalsCheckpoint() throws Exception {
    inTask(() -> {
      Points checkpoint = Points.of(Checkpoints::checkpoint);
      assertEquals(checkpoint, Points.of(() -> Terzetto.sleep(Duration.ZERO)));
      assertEquals(checkpoint, Points.of(() -> Terzetto.sleepUntil(LoopTime.PAST)));
      assertEquals(checkpoint, Points.of(() -> Terzetto.sleepUntil(Terzetto.currentTime())));
    });
  }

  @Test
  @Covers("CKP-13")
  void sleepUntil_past_doesNotBlock() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock()), // it stands: a real sleep would not end
        () -> {
          Terzetto.sleep(Duration.ZERO);
          Terzetto.sleepUntil(Terzetto.currentTime());
          Terzetto.sleepUntil(Terzetto.currentTime().minus(Duration.ofSeconds(1)));
        });
  }

  @Test
  @Covers("CKP-13")
  void sleep_negative_isRejectedBeforeAnythingElse() throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s ->
          TaskProbe.assertNoCheckpoints(() ->
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Terzetto.sleep(Duration.ofSeconds(Long.MIN_VALUE)))));
    });
  }

  @Test
  @Covers("CKP-13")
  void sleep_longerThanTimeItself_sleepsForEver() throws Exception {
    Terzetto.run(
        VirtualTime.options(),
        () -> {
          CancelScope scope =
              CancelScope.moveOnAfter(
                  Duration.ofDays(36_500), s -> Terzetto.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
          assertTrue(scope.cancelledCaught());
        });
  }

  @Test
  @Covers("CKP-14")
  void sleepForever_cancelled_endsWithCancelled() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper = nursery.startSoon(Terzetto::sleepForever);
          TaskProbe.waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, sleeper.state());
          nursery.cancelScope().cancel();
          TaskBody wait = TaskProbe::waitAllTasksBlocked;
          CancelScope shield = CancelScope.create();
          shield.shield(true);
          shield.run(s -> wait.run());
          assertEquals(Task.State.CANCELLED, sleeper.state());
        }));
  }

  @Test
  void sleep_cancelled_leavesNoDeadlineBehind() throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> scope.run(inside -> Terzetto.sleep(Duration.ofHours(1))));
        TaskProbe.waitAllTasksBlocked();
        assertTrue(RunStatistics.current().toNextDeadline().toHours() <= 1);
        scope.cancel();
      });
      assertTrue(scope.cancelledCaught());
      assertTrue(RunStatistics.current().toNextDeadline().toDays() > 1000, "a deadline is left");
    });
  }

  @Test
  @Covers("CKP-14")
  void sleepForever_rescheduledByHand_throwsIllegalState() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Task<IllegalStateException> sleeper =
              nursery.startSoon(
                  () -> assertThrows(IllegalStateException.class, Terzetto::sleepForever));
          TaskProbe.waitAllTasksBlocked();
          Parking.reschedule(sleeper);
        }));
  }

  @Test
  @Covers("CKP-15")
  void sleepData_whenRescheduled_isCleared() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              nursery.startSoon(() -> {
                Task.current().sleepData("what I wait for");
                Parking.park(cancellation -> Abort.SUCCEEDED);
                assertNull(Task.current().sleepData());
              });
          TaskProbe.waitAllTasksBlocked();
          assertEquals("what I wait for", sleeper.sleepData());
          Parking.reschedule(sleeper);
          assertNull(sleeper.sleepData());
        }));
  }

  @Test
  @Covers("CKP-15")
  void sleepData_whenCancelled_isThereForTheAbortHandlerAndClearedBehindIt() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          List<Object> seen = new ArrayList<>();
          Task<?> sleeper =
              nursery.startSoon(() -> {
                Task<?> me = Task.current();
                me.sleepData("what I wait for");
                Parking.park(cancellation -> {
                  seen.add(me.sleepData());
                  return Abort.SUCCEEDED;
                });
              });
          TaskProbe.waitAllTasksBlocked();
          nursery.cancelScope().cancel();
          assertEquals(List.of("what I wait for"), seen);
          assertNull(sleeper.sleepData());
        }));
  }

  private static void inTask(TaskBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), body);
  }
}
