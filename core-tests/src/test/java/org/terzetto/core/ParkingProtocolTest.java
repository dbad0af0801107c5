package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Tasks that wake one another. */
class ParkingProtocolTest {
  private static Object sleep() throws InterruptedException {
    return Parking.park(cancellation -> Abort.SUCCEEDED);
  }

  @Test
  @Covers("ABT-1")
  void reschedule_valuesAndErrors_passFromTaskToTask() throws Exception {
    IOException error = new IOException("handed over");
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              AtomicReference<Task<?>> second = new AtomicReference<>();
              Task<?> first =
                  nursery.startSoon(() -> {
                    assertEquals("value", sleep());
                    log.add("first got the value");
                    Parking.reschedule(second.get(), new Outcome.Failure<>(error));
                  });
              TaskProbe.waitAllTasksBlocked();
              second.set(
                  nursery.startSoon(() -> {
                    Parking.reschedule(first, new Outcome.Value<>("value"));
                    assertSame(error, assertThrows(IOException.class, () -> sleep()));
                    log.add("second got the error");
                  }));
            }));
    assertEquals(List.of("first got the value", "second got the error"), log);
  }

  /** Answers FAILED, and delivers the cancellation a little later. */
  private static AbortHandler slowAbort(Runnable whenCalled) {
    Task<?> task = Task.current();
    RunToken token = RunToken.current();
    return cancellation -> {
      whenCalled.run();
      Throwable exception = cancellation.exception();
      token.runSoon(() -> Parking.reschedule(task, new Outcome.Failure<>(exception)));
      return Abort.FAILED;
    };
  }

  @Test
  @Covers({"ABT-4", "ABT-6"})
  void slowAbort_scopeCancelledBeforehand_cancellationArrivesLater() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          CancelScope scope = CancelScope.create();
          scope.cancel();
          scope.run(s -> {
            assertThrows(Cancelled.class, () -> Parking.park(slowAbort(() -> log.add("abort"))));
            log.add("cancelled");
          });
          assertFalse(scope.cancelledCaught());
        });
    assertEquals(List.of("abort", "cancelled"), log);
  }

  @Test
  @Covers({"ABT-3", "ABT-6"})
  void slowAbort_twoCancellationsAndAShieldMeanwhile_isCalledOnceAndDelivered() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          CancelScope outer = CancelScope.create();
          CancelScope inner = CancelScope.create();
          outer.run(o ->
              inner.run(i ->
                  Nursery.run(nursery -> {
                    nursery.startSoon(() -> {
                      assertThrows(
                          Cancelled.class, () -> Parking.park(slowAbort(() -> log.add("abort"))));
                      log.add("cancelled");
                      Checkpoints.checkpoint();
                      log.add("shielded checkpoint passed");
                    });
                    TaskProbe.waitAllTasksBlocked();
                    outer.cancel();
                    assertEquals(List.of("abort"), log);
                    inner.cancel();
                    assertEquals(List.of("abort"), log);
                    nursery.cancelScope().shield(true);
                  })));
          assertTrue(outer.cancelCalled());
        });
    assertEquals(List.of("abort", "cancelled", "shielded checkpoint passed"), log);
  }

  @Test
  @Covers({"ABT-5", "ABT-7"})
  void failedAbort_ownerWakesTheTaskWithAValue_nextCheckpointIsCancelled() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              Task<?> stubborn =
                  nursery.startSoon(() -> {
                    Object value =
                        Parking.park(cancellation -> {
                          log.add("abort refused");
                          return Abort.FAILED;
                        });
                    log.add(String.valueOf(value));
                    assertThrows(Cancelled.class, () -> Checkpoints.checkpoint());
                    log.add("cancelled");
                  });
              TaskProbe.waitAllTasksBlocked();
              nursery.cancelScope().cancel();
              Checkpoints.cancelShieldedCheckpoint();
              assertEquals(List.of("abort refused"), log);
              Parking.reschedule(stubborn, new Outcome.Value<>("value"));
            }));
    assertEquals(List.of("abort refused", "value", "cancelled"), log);
  }
}
