package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.Limiter;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

/** Who may have a worker thread, and when. */
class ThreadLimiterTest {
  private final List<String> log = new ArrayList<>();

  /**
   * A limiter that knows nothing of {@link CapacityLimiter}: it lets all in, and writes it down.
   */
  private class Diary implements Limiter {
    private Object holder;

    @Override
    public void acquireFor(Object borrower) throws InterruptedException {
      Checkpoints.checkpoint();
      log.add("acquire");
      holder = borrower;
    }

    @Override
    public void releaseFor(Object borrower) {
      assertSame(holder, borrower);
      log.add("release");
    }
  }

  private final class Unforgiving extends Diary {
    @Override
    public void releaseFor(Object borrower) {
      throw new IllegalArgumentException("not taken back");
    }
  }

  private ThreadOptions with(Limiter limiter) {
    return ThreadOptions.defaults().withLimiter(limiter);
  }

  // ---- taking and giving back -----------------------------------------------------------------

  @Test
  @Covers({"THR-4", "THR-5"})
  void token_isTakenBeforeTheThreadStarts_andReturnedWhenItHasFinished() throws Exception {
    WorkerThreads workers =
        new WorkerThreads(
            body -> {
              log.add("thread");
              return Thread.ofPlatform().daemon().unstarted(body);
            },
            Duration.ZERO);
    Terzetto.run(() -> {
      Diary diary = new Diary();
      ToThread.run(with(diary).withWorkers(workers), () -> log.add("job"));
      log.add("returned");
      assertNotSame(Task.current(), diary.holder);
    });
    assertEquals(List.of("acquire", "thread", "job", "release", "returned"), log);
  }

  @Test
  @Covers("THR-4")
  void token_isHeldByThePlaceholder_soThatATaskMayHoldOneItself() throws Exception {
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(2);
      limiter.acquire();
      ToThread.run(
          with(limiter),
          () -> {
            // The job looks from outside, while its task waits.
            assertEquals(2, limiter.borrowedTokens());
          });
      assertEquals(List.of(Task.current()), limiter.statistics().borrowers());
    });
  }

  @Test
  @Covers("THR-4")
  void token_ofAnAbandonedJob_isReturnedWhenTheJobEnds() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(1);
      Nursery.run(nursery -> {
        nursery.startSoon(() ->
            ToThread.run(
                with(limiter).withAbandonOnCancel(true),
                () -> {
                  begun.countDown();
                  hold.await();
                }));
        Terzetto.blocking(() -> begun.await());
        nursery.cancelScope().cancel();
      });
      assertEquals(1, limiter.borrowedTokens());
      Nursery.run(nursery -> {
        Task<?> next =
            Blocked.start(nursery, () -> ToThread.run(with(limiter), () -> log.add("next")));
        assertEquals(List.of(), log);
        assertEquals(Task.State.RUNNING, next.state());
        hold.countDown();
      });
      assertEquals(0, limiter.borrowedTokens());
    });
    assertEquals(List.of("next"), log);
  }

  // ---- how many -------------------------------------------------------------------------------

  /** Appendix C, 53. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers({"THR-5", "THR-4", "C-53"})
  void limiter_neverMoreThanItsTotalRun_alsoWithAbandonment(boolean abandon) throws Exception {
    int limit = 3;
    int calls = 12;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Semaphore begun = new Semaphore(0);
    Semaphore mayEnd = new Semaphore(0);
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(limit);
      ThreadOptions options = with(limiter).withAbandonOnCancel(abandon);
      Nursery.run(nursery -> {
        for (int i = 0; i < calls; i++) {
          nursery.startSoon(() ->
              Nursery.run(own -> {
                own.startSoon(() ->
                    ToThread.run(
                        options,
                        () -> {
                          peak.accumulateAndGet(running.incrementAndGet(), Math::max);
                          begun.release();
                          mayEnd.acquire();
                          running.decrementAndGet();
                          done.incrementAndGet();
                        }));
                if (abandon) {
                  TaskProbe.waitAllTasksBlocked();
                  // Those that have no thread yet give up; the others leave theirs behind.
                  if (limiter.statistics().borrowers().size() == limit) {
                    own.cancelScope().cancel();
                  }
                }
              }));
        }
        Terzetto.blocking(() -> begun.acquire(limit));
        TaskProbe.waitAllTasksBlocked();
        assertEquals(limit, running.get());
        assertEquals(limit, limiter.borrowedTokens());
        mayEnd.release(calls);
      });
      while (limiter.borrowedTokens() > 0) {
        Checkpoints.checkpoint();
      }
    });
    assertEquals(limit, peak.get());
    assertEquals(0, running.get());
    assertEquals(abandon ? limit : calls, done.get());
  }

  @Test
  @Covers("THR-5")
  void limiter_furtherCallsWaitInOrder() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch hold = new CountDownLatch(1);
    Terzetto.run(() -> {
      ThreadOptions options = with(new CapacityLimiter(1));
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> ToThread.run(options, () -> hold.await()));
        for (String name : List.of("a", "b", "c")) {
          Blocked.start(nursery, () -> ToThread.run(options, () -> order.add(name)));
        }
        hold.countDown();
      });
    });
    assertEquals(List.of("a", "b", "c"), order);
  }

  @Test
  @Covers({"THR-5", "RUN-5"})
  void defaultLimiter_isOneOfFortyPerRun() throws Exception {
    CapacityLimiter first =
        Terzetto.run(() -> {
          CapacityLimiter limiter = ToThread.defaultLimiter();
          assertSame(limiter, ToThread.defaultLimiter());
          assertEquals(40, limiter.totalTokens());
          limiter.totalTokens(5);
          ToThread.run(() -> assertEquals(1, limiter.borrowedTokens()));
          assertEquals(0, limiter.borrowedTokens());
          return limiter;
        });
    Terzetto.run(() -> {
      assertNotSame(first, ToThread.defaultLimiter());
      assertEquals(40, ToThread.defaultLimiter().totalTokens());
    });
  }

  @Test
  void cancelled_whileWaitingForAToken_runsNothing() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(1);
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> ToThread.run(with(limiter), () -> hold.await()));
        Nursery.run(waiting -> {
          Blocked.start(waiting, () -> ToThread.run(with(limiter), () -> log.add("ran")));
          waiting.cancelScope().cancel();
        });
        assertEquals(1, ToThread.activeCount());
        hold.countDown();
      });
    });
    assertEquals(List.of(), log);
  }

  // ---- what may fail --------------------------------------------------------------------------

  @Test
  @Covers("THR-6")
  void release_fails_replacesTheResult() throws Exception {
    Terzetto.run(() -> {
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> ToThread.run(with(new Unforgiving()), () -> "result"));
      assertEquals("not taken back", failure.getMessage());
      assertEquals(0, failure.getSuppressed().length);
    });
  }

  @Test
  @Covers("THR-6")
  void release_failsAfterTheJob_carriesTheJobsError() throws Exception {
    IOException ofJob = new IOException("the job fails");
    Terzetto.run(() -> {
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  ToThread.run(
                      with(new Unforgiving()),
                      () -> {
                        throw ofJob;
                      }));
      assertEquals(List.of(ofJob), List.of(failure.getSuppressed()));
    });
  }

  @Test
  @Covers("THR-7")
  void threadDoesNotStart_returnsTheTokenAndThrowsThat() throws Exception {
    OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
    WorkerThreads none = new WorkerThreads(new WorkerThreadsTest.NoThreads(failure), Duration.ZERO);
    Terzetto.run(() -> {
      CapacityLimiter limiter = new CapacityLimiter(1);
      assertSame(
          failure,
          assertThrows(
              OutOfMemoryError.class,
              () -> ToThread.run(with(limiter).withWorkers(none), () -> log.add("ran"))));
      assertEquals(0, limiter.borrowedTokens());
      assertEquals(0, ToThread.activeCount());
      ToThread.run(with(limiter), () -> log.add("the next one"));
    });
    assertEquals(List.of("the next one"), log);
  }

  @Test
  @Covers({"THR-6", "THR-7"})
  void neitherStartNorRelease_carriesBoth() throws Exception {
    OutOfMemoryError ofThread = new OutOfMemoryError("unable to create native thread");
    WorkerThreads none =
        new WorkerThreads(new WorkerThreadsTest.NoThreads(ofThread), Duration.ZERO);
    Terzetto.run(() -> {
      var failure =
          assertThrows(
              IllegalArgumentException.class,
              () -> ToThread.run(with(new Unforgiving()).withWorkers(none), () -> "never"));
      assertEquals(List.of(ofThread), List.of(failure.getSuppressed()));
    });
  }
}
