package org.terzetto.lowlevel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.scheduler.Litmus;
import org.terzetto.scheduler.NoLock;

/**
 * A job comes in the very moment when an idle worker thread gives up waiting: either it is given to
 * that worker, which then waits for it, or the worker ends and the job gets another.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerHandOverStressTest {
  private static final Duration TIME = Duration.ofSeconds(5);

  /** A worker that is idle. */
  private static final class Idling {
    private final WorkerThreads workers;
    private final Worker idle;
    private @Nullable Worker taken;
    private boolean ended;
    private boolean broke;

    Idling(Lock lock) {
      workers = new WorkerThreads(Thread::new, Duration.ZERO, lock);
      idle = new Worker(workers);
      workers.addIdle(idle);
    }

    void bringJob() {
      try {
        taken = workers.takeIdle();
      } catch (RuntimeException e) {
        broke = true;
      }
    }

    void giveUp() {
      try {
        ended = workers.removeIdle(idle);
      } catch (RuntimeException e) {
        broke = true;
      }
    }

    boolean isWrong() {
      return broke || (taken == idle) == ended;
    }
  }

  private static Litmus<Idling> idling(Supplier<Lock> lock) {
    return new Litmus<>(
        () -> new Idling(lock.get()), Idling::bringJob, Idling::giveUp, Idling::isWrong);
  }

  @Test
  void workerGivesUp_whileAJobComes_endsOrGetsIt() throws Exception {
    assertEquals(0, idling(ReentrantLock::new).failuresIn(TIME));
  }

  @Test
  void workerGivesUp_withoutALock_endsWithAJob() throws Exception {
    idling(NoLock::new).awaitFailure();
  }
}
