package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.BlockingBody;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;
import org.terzetto.thread.FromThread;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

class ToThreadTest {
  private static final ThreadOptions ABANDON = ThreadOptions.defaults().withAbandonOnCancel(true);

  private final List<String> log = new ArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch hold = new CountDownLatch(1);

  private String heldJob() throws InterruptedException {
    begun.countDown();
    hold.await();
    return "done";
  }

  /** Cancels once the job has begun; then lets the job end. */
  private void cancelDuringTheJob(CancelScope scope) throws InterruptedException {
    Terzetto.blocking(() -> begun.await());
    scope.cancel("during the job");
    hold.countDown();
  }

  // ---- the call -------------------------------------------------------------------------------

  @Test
  @Covers({"THR-1", "RUN-20"})
  void run_returnsWhatTheJobDid_fromAnotherThread() throws Exception {
    Terzetto.run(() -> {
      Thread worker =
          ToThread.run(() -> {
            assertFalse(Terzetto.inRun());
            assertFalse(Terzetto.inTask());
            return Thread.currentThread();
          });
      assertNotSame(Thread.currentThread(), worker);
      assertFalse(worker.isVirtual());
      ToThread.run(() -> log.add("a body"));
    });
    assertEquals(List.of("a body"), log);
  }

  @Test
  @Covers("THR-1")
  void run_throwsWhatTheJobThrew() throws Exception {
    for (Throwable failure :
        List.of(
            new IOException("checked"),
            new IllegalStateException("unchecked"),
            new AssertionError("an error"))) {
      Terzetto.run(() ->
          assertSame(
              failure,
              assertThrows(
                  failure.getClass(),
                  () ->
                      ToThread.<Exception>run(() -> {
                        throwIt(failure);
                      }))));
    }
  }

  private static void throwIt(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  @Test
  @Covers("THR-1")
  void run_othersGoOnMeanwhile() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> log.add(ToThread.run(this::heldJob)));
          Terzetto.blocking(() -> begun.await());
          log.add("others");
          hold.countDown();
        }));
    assertEquals(List.of("others", "done"), log);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("THR-1")
  void run_cancelledBefore_throwsAndStartsNothing(boolean abandon) throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              scope.cancel();
              assertThrows(
                  Cancelled.class,
                  () -> ToThread.run(ABANDON.withAbandonOnCancel(abandon), () -> log.add("ran")));
              assertEquals(0, ToThread.defaultLimiter().borrowedTokens());
            }));
    assertEquals(List.of(), log);
  }

  @Test
  @Covers("THR-1")
  void run_isACheckpoint() throws Exception {
    Terzetto.run(() -> TaskProbe.assertCheckpoints(() -> ToThread.run(() -> "quick")));
  }

  // ---- cancellation ---------------------------------------------------------------------------

  @Test
  @Covers("THR-2")
  void cancel_duringTheCall_isDeliveredAtTheNextCheckpoint() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          nursery.startSoon(() -> cancelDuringTheJob(scope));
          scope.run(s -> {
            log.add(ToThread.run(this::heldJob));
            assertTrue(scope.cancelCalled());
            Cancelled cancelled = assertThrows(Cancelled.class, Checkpoints::checkpoint);
            log.add(cancelled.reason().text());
          });
        }));
    assertEquals(List.of("done", "during the job"), log);
  }

  @Test
  @Covers("THR-3")
  void cancel_withAbandonment_endsTheCallAtOnce() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          nursery.startSoon(() -> {
            Terzetto.blocking(() -> begun.await());
            scope.cancel();
          });
          scope.run(s ->
              ToThread.run(
                  ABANDON,
                  () -> {
                    ended.add(heldJob());
                  }));
          assertTrue(scope.cancelledCaught());
          assertEquals(0, ended.size());
          assertEquals(0, ToThread.activeCount());
          hold.countDown();
          assertEquals("done", Terzetto.blocking(() -> ended.take()));
        }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("THR-3")
  void abandonedJob_thatOutlivesTheRun_endsQuietly(boolean fails) throws Exception {
    List<Throwable> uncaught = new ArrayList<>();
    WorkerThreads workers =
        new WorkerThreads(
            Thread.ofPlatform()
                .daemon()
                .uncaughtExceptionHandler((thread, failure) -> uncaught.add(failure))
                .factory(),
            Duration.ofDays(1));
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() ->
              ToThread.run(
                  ABANDON.withWorkers(workers),
                  () -> {
                    heldJob();
                    if (fails) {
                      throw new IOException("nobody hears of it");
                    }
                  }));
          Terzetto.blocking(() -> begun.await());
          nursery.cancelScope().cancel();
        }));
    assertEquals(0, workers.statistics().idle());
    hold.countDown();
    // The thread has delivered when it does its next job.
    ForeignThreads.await(() -> workers.statistics().idle() == 1);
    CountDownLatch next = new CountDownLatch(1);
    workers.start("next", () -> "value", outcome -> next.countDown());
    next.await();
    assertEquals(1, workers.statistics().living());
    assertEquals(List.of(), uncaught);
  }

  @Test
  void interruptionFromOutside_withoutAbandonment_isKeptForTheNextCancelPoint() throws Exception {
    Terzetto.run(() -> {
      Thread me = Thread.currentThread();
      ForeignThreads.start(() -> {
        begun.await();
        me.interrupt();
        hold.countDown();
      });
      log.add(ToThread.run(this::heldJob));
      assertThrows(InterruptedException.class, Checkpoints::checkpoint);
    });
    assertEquals(List.of("done"), log);
  }

  // ---- checkCancelled -------------------------------------------------------------------------

  @Test
  @Covers("THR-17")
  void checkCancelled_notCancelled_returns() throws Exception {
    Terzetto.run(() -> ToThread.run(() -> FromThread.checkCancelled()));
  }

  @Test
  @Covers("THR-17")
  void checkCancelled_cancelled_endsTheCallLikeACheckpoint() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          nursery.startSoon(() -> cancelDuringTheJob(scope));
          scope.run(s ->
              ToThread.run(() -> {
                heldJob();
                FromThread.checkCancelled();
                log.add("went on");
              }));
          assertTrue(scope.cancelledCaught());
        }));
    assertEquals(List.of(), log);
  }

  @Test
  @Covers("THR-17")
  void checkCancelled_underALaterShieldAndAfterAReentry_stillThrows() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope outer = CancelScope.create();
          CancelScope inner = CancelScope.create();
          nursery.startSoon(() -> {
            Terzetto.blocking(() -> begun.await());
            outer.cancel("once");
            inner.shield(true);
            hold.countDown();
          });
          outer.run(o ->
              inner.run(i ->
                  ToThread.run(() -> {
                    heldJob();
                    FromThread.run(() -> Checkpoints.checkpoint()); // the shield holds
                    Cancelled cancelled = assertThrows(Cancelled.class, FromThread::checkCancelled);
                    log.add(cancelled.reason().text());
                    assertThrows(Cancelled.class, FromThread::checkCancelled);
                  })));
        }));
    assertEquals(List.of("once"), log);
  }

  @Test
  @Covers("THR-17")
  void checkCancelled_abandoned_throws() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() ->
              ToThread.run(
                  ABANDON,
                  () -> {
                    heldJob();
                    seen.add(
                        assertThrows(Cancelled.class, FromThread::checkCancelled).reason().text());
                  }));
          Terzetto.blocking(() -> begun.await());
          nursery.cancelScope().cancel("left behind");
        }));
    hold.countDown();
    assertEquals("left behind", seen.take());
  }

  @Test
  @Covers("THR-17")
  void checkCancelled_interruptedFromOutside_isNoCancellation() throws Exception {
    Thread caller = Thread.currentThread();
    ForeignThreads.start(() -> {
      begun.await();
      caller.interrupt();
      ForeignThreads.awaitBlocked(caller, () -> !caller.isInterrupted());
      hold.countDown();
    });
    assertThrows(
        InterruptedException.class,
        () ->
            Terzetto.run(() -> {
              RunToken token = RunToken.current();
              ToThread.run(() -> {
                heldJob();
                FromThread.call(token, () -> {}); // comes behind the interruption
                FromThread.checkCancelled();
                log.add("not cancelled");
              });
              Terzetto.sleepForever();
            }));
    assertEquals(List.of("not cancelled"), log);
  }

  @Test
  @Covers("THR-17")
  void checkCancelled_inAForeignThread_isRefused() throws Exception {
    assertThrows(IllegalStateException.class, FromThread::checkCancelled);
    Terzetto.run(() -> {
      assertThrows(IllegalStateException.class, FromThread::checkCancelled);
      Terzetto.blocking(
          () -> assertThrows(IllegalStateException.class, FromThread::checkCancelled));
    });
  }

  // ---- names ----------------------------------------------------------------------------------

  @Test
  @Covers("THR-9")
  void threadName_byDefault_tellsFunctionAndTask() throws Exception {
    RunOptions options = RunOptions.defaults().withMainName("the task");
    String name = Terzetto.run(options, () -> ToThread.run(() -> Thread.currentThread().getName()));
    assertEquals("ToThreadTest from the task", name);
    Terzetto.run(options, () -> ToThread.run(() -> log.add(Thread.currentThread().getName())));
    assertEquals(List.of("ToThreadTest from the task"), log);
  }

  @Test
  @Covers("THR-9")
  void threadName_chosen_isRestoredAfterwards() throws Exception {
    WorkerThreads workers =
        new WorkerThreads(Thread.ofPlatform().daemon().name("idle").factory(), Duration.ofDays(1));
    ThreadOptions options = ThreadOptions.defaults().withWorkers(workers).withThreadName("busy");
    Terzetto.run(() -> {
      Thread worker =
          ToThread.run(
              options,
              () -> {
                assertEquals("busy", Thread.currentThread().getName());
                return Thread.currentThread();
              });
      assertEquals("idle", worker.getName());
    });
  }

  @Test
  @Covers("THR-8")
  void jobsInARow_shareOneThread() throws Exception {
    WorkerThreads workers =
        new WorkerThreads(Thread.ofPlatform().daemon().factory(), Duration.ofDays(1));
    ThreadOptions options = ThreadOptions.defaults().withWorkers(workers);
    Terzetto.run(() -> {
      Thread first = ToThread.run(options, () -> Thread.currentThread());
      for (int i = 0; i < 100; i++) {
        assertSame(first, ToThread.run(options, () -> Thread.currentThread()));
      }
    });
  }

  // ---- counting -------------------------------------------------------------------------------

  @Test
  @Covers("THR-19")
  void waitAllCompleted_returnsWhenNoneIsActive() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CountDownLatch second = new CountDownLatch(1);
          nursery.startSoon(() -> ToThread.run(this::heldJob));
          nursery.startSoon(() -> ToThread.run(() -> second.await()));
          TaskProbe.waitAllTasksBlocked();
          assertEquals(2, ToThread.activeCount());
          Task<?> waiter =
              Blocked.start(
                  nursery,
                  () -> {
                    ToThread.waitAllCompleted();
                    log.add("none left: " + ToThread.activeCount());
                  });
          hold.countDown();
          while (ToThread.activeCount() == 2) {
            Checkpoints.checkpoint();
          }
          TaskProbe.waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, waiter.state());
          assertEquals(1, ToThread.activeCount());
          second.countDown();
        }));
    assertEquals(List.of("none left: 0"), log);
  }

  @Test
  @Covers("THR-19")
  void waitAllCompleted_isACheckpoint_evenWithNoneActive() throws Exception {
    Terzetto.run(() -> {
      TaskProbe.assertCheckpoints(ToThread::waitAllCompleted);
      assertEquals(0, ToThread.activeCount());
    });
  }

  @Test
  @Covers("THR-19")
  void waitAllCompleted_doesNotWaitForAbandonedJobs() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        nursery.startSoon(() -> ToThread.run(ABANDON, this::heldJob));
        Terzetto.blocking(() -> begun.await());
        assertEquals(1, ToThread.activeCount());
        nursery.cancelScope().cancel();
      });
      assertEquals(0, ToThread.activeCount());
      ToThread.waitAllCompleted();
      hold.countDown();
    });
  }

  // ---- misuse ---------------------------------------------------------------------------------

  @Test
  void misuse_isRefusedBeforeAnythingStarts() throws Exception {
    assertThrows(IllegalStateException.class, () -> ToThread.run(() -> log.add("ran")));
    assertThrows(IllegalStateException.class, ToThread::defaultLimiter);
    assertThrows(IllegalStateException.class, ToThread::activeCount);
    assertThrows(IllegalStateException.class, ToThread::waitAllCompleted);
    ThreadOptions defaults = ThreadOptions.defaults();
    assertThrows(NullPointerException.class, () -> defaults.withLimiter(null));
    assertThrows(NullPointerException.class, () -> defaults.withThreadName(null));
    assertThrows(NullPointerException.class, () -> defaults.withWorkers(null));
    Terzetto.run(() -> {
      assertThrows(NullPointerException.class, () -> ToThread.run(null, () -> log.add("ran")));
      assertThrows(NullPointerException.class, () -> ToThread.run((BlockingBody<Exception>) null));
      ToThread.run(() ->
          assertThrows(IllegalStateException.class, () -> ToThread.run(() -> log.add("ran"))));
    });
    assertEquals(List.of(), log);
  }
}
