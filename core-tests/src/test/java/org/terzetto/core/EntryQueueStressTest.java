package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;

/** The entry queue under fire from other threads. */
class EntryQueueStressTest {
  private static final int THREADS = 3;

  /** Main waits until so many callbacks have run. */
  private static final class Countdown {
    private int left;
    private Task<?> waiter;

    Countdown(int left) {
      this.left = left;
    }

    void await() throws InterruptedException {
      if (left > 0) {
        waiter = Task.current();
        Parking.park(cancellation -> {
          waiter = null;
          return Abort.SUCCEEDED;
        });
      }
    }

    void callbackRan() {
      left--;
      if (left == 0 && waiter != null) {
        Parking.reschedule(waiter);
      }
    }
  }

  /** A thread that submits until it is refused. */
  private abstract static class Submitter {
    final Thread thread = Thread.ofPlatform().unstarted(this::submitUntilRefused);
    volatile boolean refused;

    abstract void submit();

    private void submitUntilRefused() {
      try {
        while (true) {
          submit();
          Thread.yield(); // leaves the lock to the loop
        }
      } catch (RunFinishedException e) {
        refused = true;
      }
    }
  }

  /** Numbers its submissions, and checks that they run in order. */
  private static final class Counter extends Submitter {
    final RunToken token;
    final Countdown countdown;
    int accepted;
    int ran;
    boolean inOrder = true;

    Counter(RunToken token, Countdown countdown) {
      this.token = token;
      this.countdown = countdown;
    }

    @Override
    void submit() {
      int number = accepted;
      token.runSoon(() -> {
        inOrder &= number == ran;
        ran++;
        countdown.callbackRan();
      });
      accepted++;
    }
  }

  private static void runAndJoin(TaskBody main, List<? extends Submitter> submitters)
      throws Exception {
    Terzetto.run(RunOptions.defaults(), main);
    for (Submitter submitter : submitters) {
      submitter.thread.join();
    }
  }

  @Test
  @Covers({"TOK-12", "TOK-11", "TOK-4", "C-26"})
  void runSoon_threadsSubmitUntilTheRunHasEnded_eachCallRunsOrIsRefused() throws Exception {
    for (int round = 0; round < 10; round++) {
      int callbacks = round * 500;
      List<Counter> counters = new ArrayList<>();
      runAndJoin(
          () -> {
            Countdown countdown = new Countdown(callbacks);
            for (int i = 0; i < THREADS; i++) {
              counters.add(new Counter(RunToken.current(), countdown));
            }
            counters.forEach(counter -> counter.thread.start());
            countdown.await();
          },
          counters);
      for (Counter counter : counters) {
        assertTrue(counter.refused);
        assertTrue(counter.inOrder);
        assertEquals(counter.accepted, counter.ran);
      }
    }
  }

  /** Submits under one key, having raised a number that the callback reads. */
  private static final class Coalescing extends Submitter {
    final RunToken token;
    final Countdown countdown;
    final AtomicInteger number = new AtomicInteger();
    int accepted;
    int seen;

    Coalescing(RunToken token, Countdown countdown) {
      this.token = token;
      this.countdown = countdown;
    }

    @Override
    void submit() {
      int next = number.incrementAndGet();
      token.runSoonOnce(
          this,
          () -> {
            seen = number.get();
            countdown.callbackRan();
          });
      accepted = next;
    }
  }

  @Test
  @Covers({"TOK-5", "TOK-6", "TOK-12"})
  void runSoonOnce_threadsSubmitUntilTheRunHasEnded_aCallStartsAfterTheLastAccepted()
      throws Exception {
    for (int round = 0; round < 10; round++) {
      int callbacks = round * 50;
      List<Coalescing> submitters = new ArrayList<>();
      runAndJoin(
          () -> {
            Countdown countdown = new Countdown(callbacks);
            for (int i = 0; i < THREADS; i++) {
              submitters.add(new Coalescing(RunToken.current(), countdown));
            }
            submitters.forEach(submitter -> submitter.thread.start());
            countdown.await();
          },
          submitters);
      for (Coalescing submitter : submitters) {
        assertTrue(submitter.refused);
        assertTrue(
            submitter.seen >= submitter.accepted,
            submitter.accepted + " accepted, last seen " + submitter.seen);
      }
    }
  }

  /** Lets a permit out each time the loop is about to block. */
  private record BlockedSignal(Semaphore blocked) implements Instrument {
    @Override
    public void beforeIoWait(Duration timeout) {
      if (timeout.isPositive()) {
        blocked.release();
      }
    }
  }

  @Test
  @Covers("TOK-10")
  void runSoon_loopIsBlockedInItsWait_wakesIt() throws Exception {
    int rounds = 300;
    Semaphore blocked = new Semaphore(0);
    Countdown countdown = new Countdown(rounds);
    Terzetto.run(
        RunOptions.defaults().withInstrument(new BlockedSignal(blocked)),
        () -> {
          RunToken token = RunToken.current();
          Thread submitter =
              Thread.ofPlatform()
                  .start(() -> submitWheneverBlocked(token, blocked, rounds, countdown));
          // Only a lost wake-up makes this expire.
          CancelScope scope =
              CancelScope.moveOnAfter(Duration.ofSeconds(30), s -> countdown.await());
          assertFalse(scope.cancelledCaught(), "a submission did not wake the loop");
          submitter.interrupt();
        });
  }

  private static void submitWheneverBlocked(
      RunToken token, Semaphore blocked, int rounds, Countdown countdown) {
    try {
      for (int i = 0; i < rounds; i++) {
        blocked.acquire();
        blocked.drainPermits();
        token.runSoon(countdown::callbackRan);
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }
}
