package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.core.Locks.LockLike;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.Semaphore;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** What holds for everything that can serve as a lock. */
class LockFairnessTest {
  private static final int LOOPS = 5;

  @ParameterizedTest
  @EnumSource
  @Covers("SYN-1")
  void holders_takeTurns(Locks kind) throws Exception {
    int[] acquisitions = new int[1];
    boolean[] held = new boolean[1];
    Terzetto.run(() -> {
      LockLike lock = kind.create();
      Nursery.run(nursery -> {
        for (int worker = 0; worker < 5; worker++) {
          nursery.startSoon(() -> {
            for (int i = 0; i < LOOPS; i++) {
              lock.acquire();
              acquisitions[0]++;
              assertFalse(held[0]);
              held[0] = true;
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              assertTrue(held[0]);
              held[0] = false;
              lock.release();
            }
          });
        }
      });
    });
    assertEquals(5 * LOOPS, acquisitions[0]);
  }

  /** Channels come below: they share the budget of I/O. */
  @ParameterizedTest
  @EnumSource
  @Covers({"SYN-1", "SYN-5", "C-48"})
  void loopingTasks_onALockThatIsFree_repeatTheInitialOrderForEver(Locks kind) throws Exception {
    if (!kind.isChannel()) {
      List<String> initialOrder = new ArrayList<>();
      List<String> record = new ArrayList<>();
      Terzetto.run(() -> {
        LockLike lock = kind.create();
        Nursery.run(nursery -> {
          for (String name : List.of("a", "b", "c")) {
            nursery.startSoon(() -> {
              initialOrder.add(name);
              loop(lock, name, 100, record);
            });
          }
        });
      });
      assertRepeats(initialOrder, 100, record);
    }
  }

  /** From the moment when all three have queued up. */
  @ParameterizedTest
  @EnumSource
  @Covers({"SYN-1", "SYN-5", "C-48"})
  void loopingTasks_onceTheyQueue_repeatTheirOrderForEver(Locks kind) throws Exception {
    List<String> record = new ArrayList<>();
    Terzetto.run(() -> {
      LockLike lock = kind.create();
      lock.acquire();
      Nursery.run(nursery -> {
        for (String name : List.of("a", "b", "c")) {
          Blocked.start(nursery, () -> loop(lock, name, 100, record));
        }
        lock.release();
      });
    });
    assertRepeats(List.of("a", "b", "c"), 100, record);
  }

  private static void loop(LockLike lock, String name, int times, List<String> record)
      throws InterruptedException {
    for (int i = 0; i < times; i++) {
      lock.acquire();
      record.add(name);
      lock.release();
    }
  }

  private static void assertRepeats(List<String> order, int times, List<String> record) {
    assertEquals(order.size() * times, record.size());
    for (int i = 0; i < times; i++) {
      assertEquals(order, record.subList(3 * i, 3 * i + 3), "round " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Covers("SYN-1")
  void releaser_thatTriesAgain_queuesBehindTheWaiters(Locks kind) throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> {
      LockLike lock = kind.create();
      assertTrue(lock.tryAcquire());
      Nursery.run(nursery -> {
        for (String name : List.of("a", "b")) {
          Blocked.start(
              nursery,
              () -> {
                lock.acquire();
                log.add(name);
                lock.release();
              });
        }
        lock.release();
        assertFalse(lock.tryAcquire(), "it is the first waiter's, who has not run yet");
        assertEquals(List.of(), log);
        lock.acquire();
        log.add("releaser");
        lock.release();
      });
    });
    assertEquals(List.of("a", "b", "releaser"), log);
  }

  @ParameterizedTest
  @EnumSource
  @Covers("SYN-1")
  void cancelledWaiter_losesItsPlaceAndNobodyElse(Locks kind) throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> {
      LockLike lock = kind.create();
      lock.acquire();
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> takeTurn(lock, "a", log));
        Blocked.start(nursery, () -> scope.run(s -> takeTurn(lock, "b", log)));
        Blocked.start(nursery, () -> takeTurn(lock, "c", log));
        scope.cancel();
        lock.release();
      });
      assertTrue(scope.cancelledCaught());
      assertTrue(lock.tryAcquire(), "it is free again");
    });
    assertEquals(List.of("a", "c"), log);
  }

  private static void takeTurn(LockLike lock, String name, List<String> log)
      throws InterruptedException {
    lock.acquire();
    log.add(name);
    lock.release();
  }

  /** The waiter owns it already when the cancellation comes: it goes on, until its next point. */
  @ParameterizedTest
  @EnumSource
  @Covers("SYN-15")
  void waiter_cancelledAfterTheHandover_holdsIt(Locks kind) throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> {
      LockLike lock = kind.create();
      lock.acquire();
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        Blocked.start(
            nursery,
            () ->
                scope.run(s -> {
                  lock.acquire();
                  log.add("held");
                  try {
                    Checkpoints.checkpoint();
                    log.add("not cancelled");
                  } finally {
                    lock.release();
                  }
                }));
        lock.release();
        scope.cancel();
      });
      assertTrue(scope.cancelledCaught());
      assertTrue(lock.tryAcquire(), "nothing was lost");
    });
    assertEquals(List.of("held"), log);
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"CKP-1", "CKP-9", "CKP-10"})
  void acquire_isACheckpointAndReleaseIsNone(Locks kind) throws Exception {
    Terzetto.run(() -> {
      LockLike lock = kind.create();
      TaskProbe.assertCheckpoints(lock::acquire);
      TaskProbe.assertNoCheckpoints(lock::release);
      TaskProbe.assertNoCheckpoints(() -> assertTrue(lock.tryAcquire()));
      TaskProbe.assertNoCheckpoints(lock::release);

      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> lock.acquire());
      assertTrue(scope.cancelledCaught());
      assertTrue(lock.tryAcquire(), "nothing was taken");
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> TaskProbe.assertCheckpoints(lock::acquire));
        TaskProbe.assertNoCheckpoints(lock::release);
      });
    });
  }

  /** Units have no owner, so that one task can release several at once: in order, all of them. */
  @Test
  @Covers("SYN-1")
  void semaphore_severalReleases_serveSeveralWaitersInOrder() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(0);
      Nursery.run(nursery -> {
        for (String name : List.of("a", "b", "c")) {
          Blocked.start(
              nursery,
              () -> {
                semaphore.acquire();
                log.add(name);
              });
        }
        semaphore.release();
        semaphore.release();
        TaskProbe.waitAllTasksBlocked();
        assertEquals(List.of("a", "b"), log.stream().sorted().toList());
        semaphore.release();
      });
    });
    assertEquals(3, log.size());
  }
}
