package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.CapacityLimiterStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** The limiter, beyond what it shares with everything of that kind. */
class CapacityLimiterTest {
  private static List<Object> borrowers(CapacityLimiter limiter) {
    return limiter.statistics().borrowers();
  }

  private static int waiting(CapacityLimiter limiter) {
    return limiter.statistics().tasksWaiting();
  }

  /** Tasks that ask, one after another, for a token each in the name of a number. */
  private static void ask(Nursery nursery, CapacityLimiter limiter, int from, int to)
      throws InterruptedException {
    for (int i = from; i < to; i++) {
      int borrower = i;
      nursery.startSoon(() -> limiter.acquireFor(borrower));
      TaskProbe.waitAllTasksBlocked();
    }
  }

  @Test
  @Covers("SYN-12")
  void borrower_hasOneTokenAtMost() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(3);
      limiter.acquire();
      assertThrows(IllegalStateException.class, limiter::acquire);
      assertThrows(IllegalStateException.class, limiter::tryAcquire);
      assertThrows(IllegalStateException.class, () -> limiter.acquireFor(Task.current()));
      assertEquals(1, limiter.borrowedTokens());

      TaskProbe.assertCheckpoints(() -> limiter.acquireFor("someone"));
      assertThrows(IllegalStateException.class, () -> limiter.acquireFor("someone"));
      assertThrows(IllegalStateException.class, () -> limiter.tryAcquireFor("someone"));
      assertEquals(List.of(Task.current(), "someone"), borrowers(limiter));
      assertEquals(2, limiter.borrowedTokens());
    });
  }

  @Test
  @Covers("SYN-12")
  void release_withoutATokenOfOnesOwn_isIllegalState() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(2);
      limiter.acquireFor("someone");
      assertThrows(IllegalStateException.class, limiter::release);
      assertThrows(IllegalStateException.class, () -> limiter.releaseFor("nobody"));
      assertEquals(List.of("someone"), borrowers(limiter));
      limiter.releaseFor("someone");
      assertThrows(IllegalStateException.class, () -> limiter.releaseFor("someone"));
      assertEquals(0, limiter.borrowedTokens());
    });
  }

  /** Both wait; the second is not told that it has a token when the first one gets it. */
  @Test
  @Covers("SYN-12")
  void borrower_thatWaitsTwice_getsOneTokenAndAnError() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(1);
      limiter.acquireFor("first");
      Nursery.run(nursery -> {
        Task<?> granted = Blocked.start(nursery, () -> limiter.acquireFor("twin"));
        Task<IllegalStateException> refused =
            nursery.startSoon(
                () -> assertThrows(IllegalStateException.class, () -> limiter.acquireFor("twin")));
        TaskProbe.waitAllTasksBlocked();
        Task<?> next = Blocked.start(nursery, () -> limiter.acquireFor("next"));
        limiter.totalTokens(3);
        TaskProbe.waitAllTasksBlocked();
        assertEquals(Task.State.SUCCEEDED, granted.state());
        assertEquals(Task.State.SUCCEEDED, refused.state());
        assertEquals(Task.State.SUCCEEDED, next.state());
        assertEquals(List.of("first", "twin", "next"), borrowers(limiter));
      });
    });
  }

  @Test
  @Covers({"SYN-1", "SYN-14"})
  void releasedToken_isTheFirstWaitersAtOnce() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(2);
      limiter.acquireFor("a");
      limiter.acquireFor("b");
      assertFalse(limiter.tryAcquireFor("c"));
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> limiter.acquireFor("c"));
        assertEquals(1, waiting(limiter));
        limiter.releaseFor("b");
        assertEquals(List.of("a", "c"), borrowers(limiter), "in the name of c, not of its task");
        assertFalse(limiter.tryAcquire());
      });
      limiter.releaseFor("c");
      limiter.releaseFor("a");
      assertEquals(2, limiter.availableTokens());
    });
  }

  @Test
  @Covers("SYN-13")
  void total_mayBeZeroButNotNegative() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> new CapacityLimiter(-1));
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(0);
      assertEquals(0, limiter.totalTokens());
      assertFalse(limiter.tryAcquire());
      limiter.totalTokens(2);
      assertThrows(IllegalArgumentException.class, () -> limiter.totalTokens(-1));
      assertEquals(2, limiter.totalTokens());
    });
  }

  @Test
  @Covers("SYN-13")
  void unlimited_letsEverybodyIn() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = CapacityLimiter.unlimited();
      for (int i = 0; i < 1000; i++) {
        assertTrue(limiter.tryAcquireFor(i));
      }
      assertEquals(Integer.MAX_VALUE, limiter.totalTokens());
      assertEquals(Integer.MAX_VALUE, limiter.availableTokens());
      assertEquals(1000, limiter.borrowedTokens());
      assertThrows(IllegalStateException.class, () -> limiter.releaseFor(-1));
      assertEquals("CapacityLimiter[1000 of unlimited borrowed, 0 waiting]", limiter.toString());
    });
  }

  @Test
  @Covers("SYN-13")
  void total_raised_admitsWaitersInOrderUpToTheNewRoomAtOnce() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CapacityLimiter limiter = new CapacityLimiter(2);
          ask(nursery, limiter, 0, 5);
          assertEquals(List.of(0, 1), borrowers(limiter));
          assertEquals(3, waiting(limiter));
          limiter.totalTokens(4);
          assertEquals(List.of(0, 1, 2, 3), borrowers(limiter));
          assertEquals(1, waiting(limiter));
          nursery.cancelScope().cancel();
        }));
  }

  @Test
  @Covers("SYN-13")
  void total_loweredBelowUse_admitsNobodyUntilUseHasDroppedBelowIt() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CapacityLimiter limiter = new CapacityLimiter(4);
          ask(nursery, limiter, 0, 5);
          limiter.totalTokens(1);
          assertEquals(4, limiter.borrowedTokens());
          assertEquals(-3, limiter.availableTokens());
          for (int i = 0; i < 3; i++) {
            limiter.releaseFor(i);
            assertFalse(limiter.tryAcquire());
          }
          assertEquals(List.of(3), borrowers(limiter));
          assertEquals(1, waiting(limiter));
          limiter.releaseFor(3);
          assertEquals(List.of(4), borrowers(limiter));
          assertEquals(0, waiting(limiter));
        }));
  }

  @Test
  @Covers("SYN-13")
  void total_loweredToZero_admitsNobodyUntilItIsRaised() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CapacityLimiter limiter = new CapacityLimiter(1);
          limiter.acquireFor("a");
          Task<?> waiter = Blocked.start(nursery, () -> limiter.acquireFor("b"));
          limiter.totalTokens(0);
          limiter.releaseFor("a");
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(), borrowers(limiter));
          assertEquals(Task.State.RUNNING, waiter.state());
          limiter.totalTokens(1);
          assertEquals(List.of("b"), borrowers(limiter));
        }));
  }

  @Test
  @Covers({"SYN-14", "CKP-10"})
  void waiter_thatIsCancelled_leavesNoTrace() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(1);
      limiter.acquireFor("a");
      Nursery.run(nursery -> {
        CancelScope scope = CancelScope.create();
        Task<?> waiter =
            Blocked.start(
                nursery,
                () -> {
                  scope.run(s -> limiter.acquireFor("b"));
                  assertNull(Task.current().sleepData());
                });
        scope.cancel();
        assertEquals(0, waiting(limiter), "before the waiter has had its turn");
        assertNull(waiter.sleepData());
        limiter.releaseFor("a");
        assertEquals(List.of(), borrowers(limiter));
        limiter.acquireFor("b");
        assertThrows(IllegalStateException.class, () -> limiter.releaseFor("a"));
      });
    });
  }

  @Test
  @Covers("SYN-16")
  void statistics_afterwards_doNotChange() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CapacityLimiter limiter = new CapacityLimiter(2);
          ask(nursery, limiter, 0, 3);
          CapacityLimiterStatistics before = limiter.statistics();
          limiter.totalTokens(5);
          limiter.releaseFor(0);
          assertEquals(new CapacityLimiterStatistics(2, 2, List.of(0, 1), 1), before);
          assertEquals(new CapacityLimiterStatistics(2, 5, List.of(1, 2), 0), limiter.statistics());
        }));
  }

  @Test
  @Covers("SYN-12")
  void use_neverLetsMoreInThanThereAreTokens() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(3);
      int[] now = new int[1];
      int[] most = new int[1];
      Nursery.run(nursery -> {
        for (int i = 0; i < 20; i++) {
          nursery.startSoon(() ->
              limiter.use(() -> {
                most[0] = Math.max(most[0], ++now[0]);
                Checkpoints.checkpoint();
                Checkpoints.checkpoint();
                now[0]--;
              }));
        }
      });
      assertEquals(3, most[0]);
      assertEquals(3, limiter.availableTokens());
    });
  }

  @Test
  void limiter_fromAnotherThread_throws() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(1);
      ForeignThreads.join(() -> {
        assertThrows(IllegalStateException.class, () -> limiter.tryAcquireFor("a"));
        assertThrows(IllegalStateException.class, () -> limiter.releaseFor("a"));
        assertThrows(IllegalStateException.class, () -> limiter.totalTokens(2));
      });
      assertEquals(1, limiter.availableTokens());
    });
  }
}
