package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.thread.FromThread;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

/** Work that goes to threads and comes back, many at once, for real. */
class ThreadStressTest {
  private static final int TASKS = 4;

  // Only the run touches it, whoever asks: a lost or doubled hand-over shows as a wrong sum.
  private int handedOver;

  private int dive(int depth, Task<?> host) throws Exception {
    if (depth == 0) {
      return 0;
    }
    return ToThread.<Integer, Exception>run(() ->
        FromThread.run(() -> {
          assertEquals(host, Task.current());
          Checkpoints.checkpoint();
          handedOver++;
          return 1 + dive(depth - 1, host);
        }));
  }

  @Test
  @Covers({"THR-18", "THR-11"})
  void reentry_nestedDeep_byFourTasksAtOnce_comesBack() throws Exception {
    int depth = 8;
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        for (int i = 0; i < TASKS; i++) {
          nursery.startSoon(() -> assertEquals(depth, dive(depth, Task.current())));
        }
      });
      assertEquals(0, ToThread.defaultLimiter().borrowedTokens());
    });
    assertEquals(TASKS * depth, handedOver);
  }

  @Test
  @Covers("THR-18")
  void handOver_thereAndBack_losesAndDoublesNothing() throws Exception {
    int rounds = 300;
    AtomicInteger jobs = new AtomicInteger();
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        for (int i = 0; i < TASKS; i++) {
          nursery.startSoon(() -> {
            for (int n = 0; n < rounds; n++) {
              int number = n;
              int answer =
                  ToThread.<Integer, Exception>run(() -> {
                    jobs.incrementAndGet();
                    FromThread.call(() -> handedOver++);
                    FromThread.run(() -> {
                      Checkpoints.checkpoint();
                      handedOver++;
                    });
                    return number;
                  });
              assertEquals(number, answer);
            }
          });
        }
      });
      assertEquals(0, ToThread.activeCount());
    });
    assertEquals(TASKS * rounds, jobs.get());
    assertEquals(2 * TASKS * rounds, handedOver);
  }

  /** The outcome, the cancellation and the re-entry race; each call ends once, and in one way. */
  @Test
  @Covers({"THR-3", "THR-4", "THR-2"})
  void cancellation_atAnyMoment_leavesNoTokenAndNoTaskBehind() throws Exception {
    int rounds = 200;
    AtomicInteger ran = new AtomicInteger();
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        for (int i = 0; i < TASKS; i++) {
          ThreadOptions options = ThreadOptions.defaults().withAbandonOnCancel(i % 2 == 0);
          nursery.startSoon(() -> {
            for (int n = 0; n < rounds; n++) {
              raceOnce(options, ran);
            }
          });
        }
      });
      while (ToThread.defaultLimiter().borrowedTokens() > 0) {
        Checkpoints.checkpoint(); // abandoned jobs are on their way
      }
    });
    assertTrue(ran.get() > 0);
  }

  private static void raceOnce(ThreadOptions options, AtomicInteger ran)
      throws InterruptedException {
    int delay = ThreadLocalRandom.current().nextInt(30);
    Nursery.run(nursery -> {
      CancelScope scope = nursery.cancelScope();
      nursery.startSoon(() -> {
        ToThread.<Exception>run(
            options,
            () -> {
              FromThread.run(() -> Checkpoints.checkpoint());
              ran.incrementAndGet();
            });
        scope.cancel();
      });
      for (int i = 0; i < delay; i++) {
        Checkpoints.checkpoint();
      }
      scope.cancel();
    });
  }
}
