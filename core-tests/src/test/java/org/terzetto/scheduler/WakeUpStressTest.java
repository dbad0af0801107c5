package org.terzetto.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;
import org.terzetto.testing.Covers;

/**
 * Another thread brings a callback in the very moment when the loop goes to wait, or when it closes
 * the queue. Each protocol is the scheduler's own; next to it stands the same with one part taken
 * out, which must fail, or else the test would prove nothing.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WakeUpStressTest {
  private static final Duration TIME = Duration.ofSeconds(5);

  /** A flag whose writer does not wait until others can see it. */
  private static final class PlainFlag extends WaitFlag {
    private boolean up;

    @Override
    void raise() {
      up = true;
    }

    @Override
    void lower() {
      up = false;
    }

    @Override
    boolean isUp() {
      return up;
    }
  }

  /** Notes whether it was woken. */
  private static final class Bell implements IoBackend {
    boolean rung;

    @Override
    public void wakeup() {
      rung = true;
    }

    @Override
    public IoRegistration register(Object handle, Object attachment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean poll(long timeoutNanos, ReadinessSink sink) {
      return rung;
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of();
    }

    @Override
    public Statistics statistics() {
      return new Statistics("bell", 0);
    }

    @Override
    public void close() {}
  }

  // ---- going to wait --------------------------------------------------------------------------

  /** A loop that goes to wait. */
  private static final class Waiting {
    final Bell bell = new Bell();
    final Runner runner;
    boolean waits;

    Waiting(WaitFlag flag) {
      runner = new Runner(RunOptions.defaults(), bell, false, flag);
    }

    void goToWait() {
      waits = runner.mustWait();
    }

    void submit() {
      runner.entryQueue.runSoon(() -> {});
    }

    boolean sleepsOverACallback() {
      return waits && !bell.rung;
    }
  }

  private static Litmus<Waiting> waiting(Supplier<WaitFlag> flag) {
    return new Litmus<>(
        () -> new Waiting(flag.get()),
        Waiting::goToWait,
        Waiting::submit,
        Waiting::sleepsOverACallback);
  }

  @Test
  @Covers("TOK-10")
  void loopGoesToWait_whileACallbackComes_seesItOrIsWoken() throws Exception {
    assertEquals(0, waiting(WaitFlag::new).failuresIn(TIME));
  }

  @Test
  void loopGoesToWait_withAPlainFlag_sleepsOverACallback() throws Exception {
    waiting(PlainFlag::new).awaitFailure();
  }

  // ---- closing the queue ----------------------------------------------------------------------

  /** A queue that is closed while somebody submits. */
  private static final class Closing {
    final EntryQueue queue;
    boolean accepted;
    boolean refused;
    boolean ran;
    boolean broke;

    Closing(Lock lock) {
      Runner runner = new Runner(RunOptions.defaults(), new Bell(), false);
      queue = new EntryQueue(runner, lock);
    }

    void submit() {
      try {
        queue.runSoon(() -> ran = true);
        accepted = true;
      } catch (RunFinishedException e) {
        refused = true;
      } catch (RuntimeException e) {
        broke = true;
      }
    }

    void close() {
      try {
        queue.close();
        queue.runThosePresent();
      } catch (RuntimeException e) {
        broke = true;
      }
    }

    boolean isWrong() {
      return broke || accepted == refused || ran != accepted;
    }
  }

  private static Litmus<Closing> closing(Supplier<Lock> lock) {
    return new Litmus<>(
        () -> new Closing(lock.get()), Closing::submit, Closing::close, Closing::isWrong);
  }

  @Test
  @Covers({"TOK-11", "TOK-12"})
  void queueIsClosed_whileACallbackComes_runsOrRefusesIt() throws Exception {
    assertEquals(0, closing(ReentrantLock::new).failuresIn(TIME));
  }

  @Test
  void queueIsClosed_withoutALock_losesACallback() throws Exception {
    closing(NoLock::new).awaitFailure();
  }
}
