package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.Lock;
import org.terzetto.sync.LockStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** The lock, beyond what it shares with everything of that kind. */
class LockTest {
  private final Lock lock = new Lock();

  @Test
  @Covers("SYN-3")
  void acquire_aLockYouHold_isIllegalState() throws Exception {
    Terzetto.run(() -> {
      lock.acquire();
      assertThrows(IllegalStateException.class, lock::acquire);
      assertThrows(IllegalStateException.class, lock::tryAcquire);
      assertTrue(lock.isLocked());
      lock.release();
      assertFalse(lock.isLocked(), "the attempts counted for nothing");
    });
  }

  @Test
  @Covers("SYN-3")
  void release_aLockYouDoNotHold_isIllegalState() throws Exception {
    Terzetto.run(() -> {
      assertThrows(IllegalStateException.class, lock::release);
      Nursery.run(nursery -> {
        CancelScope scope = CancelScope.create();
        Task<?> owner =
            Blocked.start(
                nursery, "owner", () -> lock.use(() -> scope.run(s -> Terzetto.sleepForever())));
        var thrown = assertThrows(IllegalStateException.class, lock::release);
        assertTrue(thrown.getMessage().contains("'owner'"), thrown::getMessage);
        assertEquals(Optional.of(owner), lock.statistics().owner());
        scope.cancel();
      });
      assertFalse(lock.isLocked());
    });
  }

  @Test
  @Covers("SYN-3")
  void tryAcquire_aLockOfAnother_isFalse() throws Exception {
    Terzetto.run(() -> {
      lock.acquire();
      Nursery.run(nursery -> nursery.startSoon(() -> assertFalse(lock.tryAcquire())));
      lock.release();
      assertTrue(lock.tryAcquire());
    });
  }

  @Test
  @Covers("SYN-4")
  void release_withWaiters_handsTheLockOverWithoutFreeingIt() throws Exception {
    Terzetto.run(() -> {
      lock.acquire();
      Nursery.run(nursery -> {
        Task<?> first = Blocked.start(nursery, "first", () -> lock.use(Checkpoints::checkpoint));
        Blocked.start(nursery, "second", () -> lock.use(Checkpoints::checkpoint));
        lock.release();
        assertTrue(lock.isLocked());
        assertEquals(new LockStatistics(true, Optional.of(first), 1), lock.statistics());
        assertEquals("Lock[held by task 'first', 1 waiting]", lock.toString());
        assertFalse(lock.tryAcquire());
      });
      assertEquals(new LockStatistics(false, Optional.empty(), 0), lock.statistics());
      assertEquals("Lock[free, 0 waiting]", lock.toString());
    });
  }

  @Test
  @Covers("SYN-6")
  void acquire_afterTheOwnerExited_isBrokenResourceThatNamesIt() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> nursery.startSoon("forgetful", lock::acquire));
      for (int i = 0; i < 2; i++) {
        var broken = assertThrows(BrokenResourceException.class, lock::acquire);
        assertTrue(broken.getMessage().contains("'forgetful'"), broken::getMessage);
      }
      assertFalse(lock.tryAcquire());
      assertTrue(lock.isLocked());
      assertEquals("forgetful", lock.statistics().owner().orElseThrow().name());
    });
  }

  @Test
  @Covers({"SYN-6", "C-50"})
  void acquire_whileTheOwnerExits_isBrokenResourceThatNamesIt() throws Exception {
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    nursery.startSoon("either", lock::acquire);
                    nursery.startSoon("either", lock::acquire);
                  }));
      assertEquals(1, group.exceptions().size());
      var broken = (BrokenResourceException) group.exceptions().get(0);
      assertTrue(broken.getMessage().contains("'either'"), broken::getMessage);
      assertEquals(0, lock.statistics().tasksWaiting());
    });
  }

  @Test
  @Covers("SYN-6")
  void owner_byHandover_thatExits_breaksTheLock() throws Exception {
    Terzetto.run(() -> {
      lock.acquire();
      Nursery.run(nursery -> {
        Blocked.start(nursery, "heir", lock::acquire);
        Blocked.start(
            nursery,
            () -> {
              var broken = assertThrows(BrokenResourceException.class, lock::acquire);
              assertTrue(broken.getMessage().contains("'heir'"), broken::getMessage);
            });
        lock.release();
      });
    });
  }

  @Test
  @Covers("SYN-6")
  void owner_thatReleasedBeforeItExited_breaksNothing() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery ->
          nursery.startSoon(() -> {
            lock.acquire();
            lock.release();
            assertTrue(lock.tryAcquire());
            lock.release();
          }));
      lock.acquire();
      lock.release();
    });
  }

  @Test
  @Covers("SYN-16")
  void statistics_afterwards_doNotChange() throws Exception {
    Terzetto.run(() -> {
      Task<?> me = Task.current();
      lock.acquire();
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> lock.use(() -> {}));
        Blocked.start(nursery, () -> lock.use(() -> {}));
        LockStatistics before = lock.statistics();
        lock.release();
        TaskProbe.waitAllTasksBlocked();
        assertEquals(new LockStatistics(true, Optional.of(me), 2), before);
      });
    });
  }

  @Test
  void use_bodyThatReturnsAValue_returnsItAndReleases() throws Exception {
    Terzetto.run(() -> {
      assertEquals(
          "value",
          lock.use(() -> {
            assertTrue(lock.isLocked());
            return "value";
          }));
      assertFalse(lock.isLocked());
    });
  }

  @Test
  void use_bodyThatFails_releases() throws Exception {
    Terzetto.run(() -> {
      IOException failure = new IOException("as expected");
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  lock.use(() -> {
                    throw failure;
                  })));
      assertFalse(lock.isLocked());
    });
  }

  @Test
  void use_bodyThatFailsAfterReleasing_keepsItsFailure() throws Exception {
    Terzetto.run(() -> {
      IOException failure = new IOException("as expected");
      assertThrows(
          IOException.class,
          () ->
              lock.use(() -> {
                lock.release();
                throw failure;
              }));
      assertEquals(IllegalStateException.class, failure.getSuppressed()[0].getClass());
    });
  }

  @Test
  void use_cancelledWhileItWaits_doesNotRunTheBody() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> {
      lock.acquire();
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> lock.use(() -> log.add("ran")));
        nursery.cancelScope().cancel();
      });
      lock.release();
    });
    assertEquals(List.of(), log);
  }

  @Test
  void lock_outsideATask_isIllegalState() throws Exception {
    assertThrows(IllegalStateException.class, lock::acquire);
    assertThrows(IllegalStateException.class, lock::tryAcquire);
    assertThrows(IllegalStateException.class, lock::release);
    assertFalse(lock.isLocked());
  }
}
