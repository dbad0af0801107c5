package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunFinishedException;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.Lock;
import org.terzetto.sync.Semaphore;
import org.terzetto.testing.TaskProbe;
import org.terzetto.thread.FromThread;

/** What can be done once, done twice; and what ends with something, done afterwards. */
class TwiceTest {
  private final List<String> log = new ArrayList<>();

  /** Refused, and the run is as it was. */
  private static void refused(Executable call, Object... witnesses) {
    String before = numbers(witnesses);
    IllegalStateException error = assertThrows(IllegalStateException.class, call);
    assertTrue(error.getMessage().contains(" "), error::toString);
    assertEquals(before, numbers(witnesses));
  }

  private static String numbers(Object... witnesses) {
    RunStatistics numbers = RunStatistics.current();
    return numbers.tasksLiving() + " " + numbers.tasksRunnable() + " " + List.of(witnesses);
  }

  @Test
  void scope_enteredTwice_isRefused() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> refused(() -> scope.run(again -> log.add("never")), scope));
      refused(() -> scope.run(again -> log.add("never")), scope);
      refused(() -> scope.call(again -> log.add("never")), scope);
    });
    assertEquals(List.of(), log);
  }

  @Test
  void task_rescheduledTwice_isRefused() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              nursery.startSoon(() -> log.add("" + Parking.park(cancellation -> Abort.SUCCEEDED)));
          refused(() -> Parking.reschedule(sleeper), sleeper);
          TaskProbe.waitAllTasksBlocked();
          Parking.reschedule(sleeper, new Outcome.Value<>("once"));
          refused(() -> Parking.reschedule(sleeper, new Outcome.Value<>("twice")), sleeper);
          refused(() -> Parking.reschedule(Task.current()), sleeper);
          TaskProbe.waitAllTasksBlocked();
          refused(() -> Parking.reschedule(sleeper), sleeper);
        }));
    assertEquals(List.of("once"), log);
  }

  @Test
  void whatWasTaken_isGivenBackOnce() throws Exception {
    Terzetto.run(() -> {
      Lock lock = new Lock();
      lock.acquire();
      refused(lock::acquire, lock);
      lock.release();
      refused(lock::release, lock);
      CapacityLimiter limiter = new CapacityLimiter(1);
      limiter.acquire();
      refused(limiter::acquire, limiter);
      limiter.release();
      refused(limiter::release, limiter);
      Semaphore semaphore = new Semaphore(1, 1);
      refused(semaphore::release, semaphore);
      ParkingLot lot = new ParkingLot();
      refused(() -> lot.removeBreaker(Task.current()), lot);
      RunVar<String> variable = new RunVar<>("variable");
      RunVar.Token<String> token = variable.set("value");
      variable.reset(token);
      refused(() -> variable.reset(token), variable);
    });
  }

  @Test
  void nursery_thatHasClosed_startsNothing() throws Exception {
    Terzetto.run(() -> {
      List<Nursery> closed = new ArrayList<>();
      Nursery.run(closed::add);
      Nursery nursery = closed.getFirst();
      refused(() -> nursery.startSoon(() -> log.add("never")), nursery);
      refused(() -> nursery.startSoon(() -> log.add("never") ? 1 : 2), nursery);
      refused(() -> nursery.start(status -> log.add("never")), nursery);
      nursery.cancelScope().cancel(); // harmless
      Checkpoints.checkpoint();
    });
    assertEquals(List.of(), log);
  }

  @Test
  void started_calledTwice_isRefused() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery ->
            assertEquals(
                "once",
                nursery.<String>start(status -> {
                  status.started("once");
                  refused(() -> status.started("twice"), nursery);
                }))));
  }

  @Test
  void token_ofARunThatHasEnded_refuses() throws Exception {
    RunToken token = Terzetto.run(RunToken::current);
    for (Executable call :
        List.<Executable>of(
            () -> token.runSoon(() -> log.add("never")),
            () -> token.runSoonOnce("key", () -> log.add("never")),
            () -> token.shutdown(Duration.ZERO, "too late"),
            () -> FromThread.run(token, () -> log.add("never")),
            () -> FromThread.call(token, () -> log.add("never")))) {
      assertThrows(RunFinishedException.class, call);
    }
    assertEquals(List.of(), log);
  }
}
