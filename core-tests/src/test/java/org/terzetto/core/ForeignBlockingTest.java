package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;

/** A blocking call of the JDK outside {@link Terzetto#blocking} holds the loop. */
@Covers({"SCH-3", "SCH-4"})
class ForeignBlockingTest {
  private static final int ROUNDS = 100;
  private static final RunOptions UNWATCHED = RunOptions.defaults().withLongStep(Duration.ZERO);

  /** How far the task has come; foreign threads read it. */
  private final AtomicInteger round = new AtomicInteger();

  /** Calls {@code blocks} again and again, beside a task that is always runnable. */
  private void assertHoldsTheLoop(TaskBody blocks) throws Exception {
    Nursery.run(nursery -> {
      Ticker ticker = new Ticker();
      nursery.startSoon("ticker", ticker);
      for (int i = 0; i < ROUNDS; i++) {
        Checkpoints.checkpoint();
        long before = ticker.turns();
        round.incrementAndGet();
        blocks.run();
        assertEquals(before, ticker.turns(), "another task ran meanwhile");
      }
      assertTrue(ticker.turns() > ROUNDS / 2, "between the calls it has its turns");
      ticker.stop();
    });
  }

  /** Runs {@code unblock} on another thread, once per round, when the task really waits. */
  private void unblockEachRound(Executable unblock) {
    Thread task = Task.current().thread();
    ForeignThreads.start(() -> {
      for (int i = 1; i <= ROUNDS; i++) {
        int expected = i;
        ForeignThreads.awaitBlocked(task, () -> round.get() == expected);
        unblock.execute();
      }
    });
  }

  @Test
  void sleep_ofTheJdk_holdsTheLoop() throws Exception {
    Terzetto.run(UNWATCHED, () -> assertHoldsTheLoop(() -> Thread.sleep(1)));
  }

  @Test
  void yield_ofTheJdk_holdsTheLoop() throws Exception {
    Terzetto.run(UNWATCHED, () -> assertHoldsTheLoop(Thread::yield));
  }

  @Test
  void queue_fedByAnotherThread_holdsTheLoop() throws Exception {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    Terzetto.run(
        UNWATCHED,
        () -> {
          unblockEachRound(() -> queue.add("item"));
          assertHoldsTheLoop(queue::take);
        });
  }

  @Test
  void socket_writtenToByAnotherThread_holdsTheLoop() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket here = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket there = server.accept()) {
      InputStream in = here.getInputStream();
      OutputStream out = there.getOutputStream();
      Terzetto.run(
          UNWATCHED,
          () -> {
            unblockEachRound(() -> out.write(1));
            assertHoldsTheLoop(() -> assertEquals(1, in.read()));
          });
    }
  }

  @Test
  void lock_heldByAnotherThread_holdsTheLoop() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    AtomicInteger locked = new AtomicInteger();
    Terzetto.run(
        UNWATCHED,
        () -> {
          Thread task = Task.current().thread();
          ForeignThreads.start(() -> {
            for (int i = 1; i <= ROUNDS; i++) {
              int expected = i;
              ForeignThreads.await(() -> round.get() == expected);
              lock.lock();
              locked.set(i);
              ForeignThreads.awaitBlocked(task, lock::hasQueuedThreads);
              lock.unlock();
            }
          });
          assertHoldsTheLoop(() -> {
            ForeignThreads.await(() -> locked.get() == round.get());
            lock.lock();
            lock.unlock();
          });
        });
  }

  @Test
  void monitor_heldByAnotherThread_holdsTheLoop() throws Exception {
    Object monitor = new Object();
    AtomicInteger locked = new AtomicInteger();
    AtomicInteger contending = new AtomicInteger();
    Terzetto.run(
        UNWATCHED,
        () -> {
          Thread task = Task.current().thread();
          ForeignThreads.start(() -> {
            for (int i = 1; i <= ROUNDS; i++) {
              int expected = i;
              ForeignThreads.await(() -> round.get() == expected);
              synchronized (monitor) {
                locked.set(i);
                ForeignThreads.awaitBlocked(task, () -> contending.get() == expected);
              }
            }
          });
          assertHoldsTheLoop(() -> {
            ForeignThreads.await(() -> locked.get() == round.get());
            contending.set(round.get());
            synchronized (monitor) {
              assertTrue(Thread.holdsLock(monitor));
            }
          });
        });
  }

  @Test
  void yield_betweenReadAndWrite_losesNoUpdate() throws Exception {
    int[] counter = {0};
    Terzetto.run(
        UNWATCHED,
        () ->
            Nursery.run(nursery -> {
              for (int task = 0; task < 4; task++) {
                nursery.startSoon(() -> {
                  for (int i = 0; i < 1_000; i++) {
                    int read = counter[0];
                    Thread.yield();
                    counter[0] = read + 1;
                    Checkpoints.checkpoint();
                  }
                });
              }
            }));
    assertEquals(4_000, counter[0]);
  }

  @Test
  void callback_submittedMeanwhile_waitsForTheEndOfTheStep() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        UNWATCHED,
        () -> {
          RunToken token = RunToken.current();
          for (int i = 0; i < ROUNDS; i++) {
            ForeignThreads.join(() -> token.runSoon(() -> events.add("callback")));
            events.add("step");
            Ticker.until(() -> events.getLast().equals("callback"));
          }
        });
    assertEquals(2 * ROUNDS, events.size());
    for (int i = 0; i < events.size(); i++) {
      assertEquals(i % 2 == 0 ? "step" : "callback", events.get(i));
    }
  }

  @Test
  void cancellation_isNoMatterOfForeignCalls() throws Exception {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    MockClock clock = new MockClock();
    Terzetto.run(
        UNWATCHED.withClock(clock),
        () -> {
          unblockEachRound(() -> queue.add("item"));
          for (int i = 0; i < ROUNDS; i++) {
            boolean byDeadline = i % 2 == 0;
            CancelScope.withTimeout(Duration.ofSeconds(1))
                .run(scope -> {
                  if (byDeadline) {
                    clock.jump(Duration.ofSeconds(2));
                  } else {
                    scope.cancel();
                  }
                  round.incrementAndGet();
                  assertEquals("item", queue.take());
                  assertFalse(Thread.currentThread().isInterrupted());
                  assertThrows(Cancelled.class, Checkpoints::checkpoint);
                });
          }
        });
  }

  @Test
  void foreignCall_ofOneTask_leavesItsPlaceInTheOrderAlone() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(
        UNWATCHED,
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("a", "b")) {
                nursery.startSoon(() -> {
                  events.add(name + " starts");
                  Thread.sleep(1);
                  events.add(name + " ends");
                });
              }
            }));
    String first = events.get(0).substring(0, 1);
    String second = first.equals("a") ? "b" : "a";
    assertEquals(
        List.of(first + " starts", first + " ends", second + " starts", second + " ends"), events);
  }
}
