package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.sync.LockStatistics;
import org.terzetto.sync.StrictFifoLock;
import org.terzetto.testing.Covers;

/** The lock that promises the order; {@link LockFairnessTest} has the rest. */
class StrictFifoLockTest {
  private final StrictFifoLock lock = new StrictFifoLock();

  @Test
  @Covers("SYN-7")
  void acquire_byManyTasks_isFirstInFirstOut() throws Exception {
    List<Integer> order = new ArrayList<>();
    List<Integer> came = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (int i = 0; i < 100; i++) {
            int me = i;
            nursery.startSoon(() -> {
              came.add(me);
              lock.use(() -> order.add(me));
            });
          }
        }));
    assertEquals(100, order.size());
    assertEquals(came, order);
  }

  @Test
  @Covers("SYN-7")
  void misuse_isRefusedAsByLock() throws Exception {
    Terzetto.run(() -> {
      assertThrows(IllegalStateException.class, lock::release);
      lock.acquire();
      assertThrows(IllegalStateException.class, lock::acquire);
      assertThrows(IllegalStateException.class, lock::tryAcquire);
      Nursery.run(nursery ->
          nursery.startSoon(() -> {
            assertFalse(lock.tryAcquire());
            assertThrows(IllegalStateException.class, lock::release);
          }));
      assertTrue(lock.isLocked());
    });
  }

  @Test
  @Covers("SYN-7")
  void release_handsOverAsLockDoes() throws Exception {
    Terzetto.run(() -> {
      lock.acquire();
      Nursery.run(nursery -> {
        Task<?> heir = Blocked.start(nursery, "heir", () -> lock.use(() -> {}));
        lock.release();
        assertEquals(new LockStatistics(true, Optional.of(heir), 0), lock.statistics());
        assertEquals("StrictFifoLock[held by task 'heir', 0 waiting]", lock.toString());
      });
      assertFalse(lock.isLocked());
    });
  }

  @Test
  @Covers("SYN-7")
  void owner_thatExits_breaksItAsItBreaksALock() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> nursery.startSoon("forgetful", lock::acquire));
      var broken = assertThrows(BrokenResourceException.class, lock::acquire);
      assertTrue(broken.getMessage().contains("'forgetful'"), broken::getMessage);
    });
  }
}
