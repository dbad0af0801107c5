package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** What becomes of waiters, and of signals, when something comes in between. */
class ConditionCancelTest extends ConditionFixture {
  @Test
  @Covers({"SYN-11", "C-49"})
  void await_cancelled_holdsTheLockWhenCancelledLeavesIt() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Blocked.start(
              nursery,
              () -> {
                Task<?> me = Task.current();
                scope.run(s ->
                    condition.use(() -> {
                      assertThrows(Cancelled.class, condition::await);
                      assertEquals(me, condition.statistics().lock().owner().orElseThrow());
                      log.add("cancelled");
                    }));
              });
          condition.use(() -> {
            scope.cancel();
            TaskProbe.waitAllTasksBlocked();
            assertEquals(List.of(), log, "it waits for the lock, although it is cancelled");
            assertEquals(0, condition.statistics().tasksWaiting());
            assertEquals(1, condition.statistics().lock().tasksWaiting());
          });
        }));
    assertEquals(List.of("cancelled"), log);
  }

  @Test
  @Covers({"SYN-11", "CKP-10"})
  void await_inACancelledScope_throwsWithoutLettingGoOfTheLock() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          condition.acquire();
          Blocked.start(nursery, () -> condition.use(() -> log.add("in between")));
          scope.run(s -> {
            scope.cancel();
            try {
              condition.await();
            } finally {
              assertEquals(List.of(), log);
              condition.release();
            }
          });
          assertTrue(scope.cancelledCaught());
        }));
    assertEquals(List.of("in between"), log);
  }

  /** The signal is not lost with the waiter that it had reached: Trio loses it. */
  @Test
  @Covers({"SYN-11", "CKP-10"})
  void await_cancelledAfterTheSignal_passesItOn() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Blocked.start(
              nursery,
              () ->
                  scope.run(s ->
                      condition.use(() -> {
                        condition.await();
                        log.add("not cancelled");
                      })));
          waiter(nursery, "next");
          waiter(nursery, "last");
          condition.use(() -> {
            condition.signal();
            scope.cancel();
          });
          TaskProbe.waitAllTasksBlocked();
          assertTrue(scope.cancelledCaught());
          assertEquals(List.of("next"), log);
          condition.use(condition::signalAll);
        }));
  }

  @Test
  @Covers("SYN-11")
  void await_cancelledBeforeTheSignal_passesNothingOn() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Blocked.start(nursery, () -> scope.run(s -> condition.use(condition::await)));
          waiter(nursery, "next");
          scope.cancel();
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(), log);
          condition.use(condition::signalAll);
        }));
  }

  @Test
  @Covers("SYN-15")
  void await_cancelledWhenItHasTheLockAgain_returnsHoldingIt() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Blocked.start(
              nursery,
              () ->
                  scope.run(s ->
                      condition.use(() -> {
                        condition.await();
                        log.add("returned");
                        Terzetto.sleepForever();
                      })));
          condition.use(() -> condition.signal());
          scope.cancel();
          TaskProbe.waitAllTasksBlocked();
          assertTrue(scope.cancelledCaught());
          assertFalse(condition.isLocked());
        }));
    assertEquals(List.of("returned"), log);
  }

  @Test
  @Covers({"SYN-11", "SYN-6"})
  void await_whenTheOwnerExitedMeanwhile_isBrokenResource() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        Blocked.start(
            nursery,
            () -> {
              condition.acquire();
              var broken = assertThrows(BrokenResourceException.class, condition::await);
              assertTrue(broken.getMessage().contains("'forgetful'"), broken::getMessage);
              assertThrows(IllegalStateException.class, condition::release);
            });
        nursery.startSoon(
            "forgetful",
            () -> {
              condition.acquire();
              condition.signal();
            });
      });
      assertTrue(condition.isLocked());
    });
  }
}
