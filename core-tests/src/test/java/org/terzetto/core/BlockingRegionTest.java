package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** {@link Terzetto#blocking} suspends its task alone. Cancellation: {@link BlockingCancelTest}. */
class BlockingRegionTest {
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

  @Test
  void blocking_givesValueAndException() throws Exception {
    IOException failure = new IOException("mine");
    Terzetto.run(() -> {
      assertEquals("value", Terzetto.blocking(() -> "value"));
      assertNull(Terzetto.blocking(() -> null));
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  Terzetto.blocking(() -> {
                    throw failure;
                  })));
      Checkpoints.checkpoint();
    });
  }

  @Test
  void blocking_letsTheOthersGoOn() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            events.add("before");
            events.add(Terzetto.blocking(queue::take));
          });
          for (int i = 0; i < 3; i++) {
            Checkpoints.checkpoint();
          }
          events.add("others");
          queue.add("value");
        }));
    assertEquals(List.of("before", "others", "value"), events);
  }

  @Test
  void blocking_inThousandTasks_needsNoThousandThreads() throws Exception {
    int tasks = 1_000;
    CountDownLatch arrived = new CountDownLatch(tasks);
    CountDownLatch leave = new CountDownLatch(1);
    int[] left = {0};
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (int i = 0; i < tasks; i++) {
            nursery.startSoon(() -> {
              Terzetto.blocking(() -> {
                arrived.countDown();
                leave.await();
              });
              left[0]++;
            });
          }
          Terzetto.blocking(() -> arrived.await());
          leave.countDown();
        }));
    assertEquals(tasks, left[0]);
  }

  @Test
  void blocking_runsOnTheTasksOwnThread() throws Exception {
    ThreadLocal<String> local = new ThreadLocal<>();
    Terzetto.run(() -> {
      local.set("mine");
      Thread thread = Task.current().thread();
      assertSame(thread, Thread.currentThread());
      assertSame(thread, Terzetto.blocking(() -> Thread.currentThread()));
      assertEquals("mine", Terzetto.blocking(() -> local.get()));
    });
  }

  @Test
  @Covers("CKP-1")
  void blocking_isCheckpointEvenIfItsBodyDoesNotBlock() throws Exception {
    Terzetto.run(() -> {
      TaskProbe.assertCheckpoints(() -> Terzetto.blocking(() -> {}));
      Nursery.run(nursery -> {
        Ticker ticker = new Ticker();
        nursery.startSoon("ticker", ticker);
        Terzetto.blocking(() -> {});
        Terzetto.blocking(() -> {});
        assertTrue(ticker.turns() > 0);
        ticker.stop();
      });
    });
  }

  @Test
  void blocking_isNoTaskCode() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> me = Task.current();
          RunToken token = RunToken.current();
          CancelScope scope = CancelScope.create();
          scope.run(inside -> {
            Terzetto.blocking(() -> assertOutsideTheRun(nursery, scope, me));
            Terzetto.blocking(() -> token.runSoon(() -> {}));
          });
          assertFalse(scope.cancelCalled());
          assertTrue(Terzetto.inRun());
          assertTrue(Terzetto.inTask());
          assertSame(me, Task.current());
          Checkpoints.checkpoint();
          assertEquals(List.of(), nursery.childTasks());
        }));
  }

  private static void assertOutsideTheRun(Nursery nursery, CancelScope scope, Task<?> me) {
    Class<? extends Exception> noRun = IllegalStateException.class;
    assertFalse(Terzetto.inRun());
    assertFalse(Terzetto.inTask());
    assertThrows(noRun, Terzetto::currentTime);
    assertThrows(noRun, Task::current);
    assertThrows(noRun, Task::root);
    assertThrows(noRun, RunToken::current);
    assertThrows(noRun, RunStatistics::current);
    assertThrows(noRun, CancelScope::effectiveDeadline);
    assertThrows(noRun, Checkpoints::checkpoint);
    assertThrows(noRun, Checkpoints::cancelShieldedCheckpoint);
    assertThrows(noRun, () -> Terzetto.sleep(Duration.ZERO));
    assertThrows(noRun, () -> Terzetto.blocking(() -> {}));
    assertThrows(noRun, () -> CancelScope.create().run(inside -> {}));
    assertThrows(noRun, () -> Nursery.run(inside -> {}));
    Class<? extends Exception> foreign = WrongThreadException.class;
    assertThrows(foreign, scope::cancel);
    assertThrows(foreign, () -> nursery.startSoon(() -> {}));
    assertThrows(foreign, () -> Parking.reschedule(me));
  }

  @Test
  void blocking_endingWhileAnotherTaskHoldsTheLoop_waitsForTheEndOfThatStep() throws Exception {
    List<String> events = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            Terzetto.blocking(() -> {
              queue.take();
              ended.countDown();
            });
            events.add("behind the region");
          });
          Checkpoints.checkpoint();
          Checkpoints.checkpoint();
          queue.add("item");
          ended.await();
          Thread.sleep(1);
          events.add("end of the step that held the loop");
        }));
    assertEquals(List.of("end of the step that held the loop", "behind the region"), events);
  }

  @Test
  @Covers({"TST-1"})
  void blocking_countsAsBlockedForThoseWhoWaitForIdleness() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> events.add(Terzetto.blocking(queue::take)));
          TaskProbe.waitAllTasksBlocked();
          events.add("idle");
          queue.add("value");
        }));
    assertEquals(List.of("idle", "value"), events);
  }

  @Test
  void blocking_manyTimesInTurn_losesNoWakeUp() throws Exception {
    AtomicInteger served = new AtomicInteger();
    BlockingQueue<String> back = new LinkedBlockingQueue<>();
    ForeignThreads.start(() -> {
      for (int i = 0; i < 3_000; i++) {
        back.add(queue.take());
      }
    });
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (int task = 0; task < 3; task++) {
            nursery.startSoon(() -> {
              for (int i = 0; i < 1_000; i++) {
                queue.add("there");
                Terzetto.blocking(back::take);
                served.incrementAndGet();
              }
            });
          }
        }));
    assertEquals(3_000, served.get());
  }
}
