package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.PinnedSuspensionException;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;

/**
 * Suspending below a native frame or a class initializer: impossible in loop mode, where it must be
 * told apart from a hang; possible in portable mode, where it costs a carrier thread meanwhile.
 */
class PinnedSuspensionTest {
  /** What the body throws, or null. */
  private static Throwable attempt(TaskBody body) {
    try {
      body.run();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  private static void assertPinnedInLoopMode(Throwable thrown, String frame) {
    if (System.getProperty("terzetto.taskMode").equals("loop")) {
      PinnedSuspensionException pinned =
          assertInstanceOf(PinnedSuspensionException.class, thrown, () -> "in " + frame);
      assertTrue(pinned.getMessage().contains(frame), pinned.getMessage());
    } else {
      assertNull(thrown);
    }
  }

  /** Runs {@code body} beside a task that is always runnable; afterwards everything still works. */
  private static void assertTheRunGoesOn(TaskBody body) throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Ticker ticker = new Ticker();
          nursery.startSoon("ticker", ticker);
          Checkpoints.checkpoint();
          body.run();
          long before = ticker.turns();
          Checkpoints.checkpoint();
          Checkpoints.checkpoint();
          assertTrue(ticker.turns() > before);
          Task<?> me = Task.current();
          assertThrows(IllegalStateException.class, () -> Parking.reschedule(me));
          RunToken.current().runSoon(() -> Parking.reschedule(me, new Outcome.Value<>("woken")));
          assertEquals("woken", Parking.park(cancellation -> Abort.SUCCEEDED));
          ticker.stop();
        }));
  }

  // A class is initialized once: each of these serves one test.

  private static final class Checkpointing {
    static final Throwable THROWN = attempt(Checkpoints::checkpoint);
  }

  private static final class Sleeping {
    static final Throwable THROWN = attempt(() -> Terzetto.sleep(Duration.ofMillis(1)));
  }

  private static final class Parked {
    static final Throwable THROWN = attempt(PinnedSuspensionTest::parkAndBeWoken);
  }

  private static final class Cancelling {
    static final Throwable THROWN =
        attempt(() -> {
          CancelScope scope = CancelScope.create();
          scope.run(inside -> {
            inside.cancel();
            Terzetto.sleepForever();
          });
        });
  }

  private static final class Blocking {
    static final Throwable THROWN = attempt(() -> Terzetto.blocking(() -> Thread.sleep(1)));
  }

  private static final class WithNursery {
    static final Throwable THROWN = attempt(() -> Nursery.run(nursery -> {}));
  }

  private static final class WithoutCheckpoint {
    static final Throwable THROWN =
        attempt(() -> {
          Checkpoints.checkpointIfCancelled();
          CancelScope.create().run(scope -> {});
        });
  }

  /** Out of the class above: its initializer is under way while others run the callback. */
  private static void parkAndBeWoken() throws InterruptedException {
    Task<?> me = Task.current();
    RunToken.current().runSoon(() -> wake(me));
    Parking.park(cancellation -> Abort.SUCCEEDED);
  }

  /** In loop mode the sleep has not happened, so there may be nobody to wake. */
  private static void wake(Task<?> task) {
    try {
      Parking.reschedule(task);
    } catch (IllegalStateException e) {
      assertEquals("loop", System.getProperty("terzetto.taskMode"));
    }
  }

  @Test
  void checkpoint_inClassInitializer_isPinned() throws Exception {
    assertTheRunGoesOn(() -> assertPinnedInLoopMode(Checkpointing.THROWN, "Checkpointing"));
  }

  @Test
  void sleep_inClassInitializer_isPinnedAndLeavesNoDeadlineBehind() throws Exception {
    assertTheRunGoesOn(() -> {
      assertPinnedInLoopMode(Sleeping.THROWN, "Sleeping");
      assertTrue(RunStatistics.current().toNextDeadline().compareTo(Duration.ofDays(1)) > 0);
    });
  }

  @Test
  void park_inClassInitializer_isPinned() throws Exception {
    assertTheRunGoesOn(() -> assertPinnedInLoopMode(Parked.THROWN, "Parked"));
  }

  @Test
  void cancelPoint_inClassInitializer_inCancelledScope_isPinned() throws Exception {
    assertTheRunGoesOn(() -> assertPinnedInLoopMode(Cancelling.THROWN, "Cancelling"));
  }

  @Test
  void blocking_inClassInitializer_isPinned() throws Exception {
    assertTheRunGoesOn(() -> assertPinnedInLoopMode(Blocking.THROWN, "Blocking"));
  }

  @Test
  void nursery_inClassInitializer_isPinnedAtItsEnd_andReportsItAsItsFailure() throws Exception {
    assertTheRunGoesOn(() -> {
      Throwable thrown = WithNursery.THROWN;
      if (thrown instanceof ExceptionGroup group) {
        assertEquals(1, group.exceptions().size());
        thrown = group.exceptions().get(0);
      }
      assertPinnedInLoopMode(thrown, "WithNursery");
    });
  }

  @Test
  void callsThatDoNotSuspend_inClassInitializer_work() throws Exception {
    assertTheRunGoesOn(() -> assertNull(WithoutCheckpoint.THROWN));
  }

  /** The JVM asks a class loader from native code. */
  private static final class SuspendingLoader extends ClassLoader {
    Throwable thrown;

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      thrown = attempt(Checkpoints::checkpoint);
      throw new ClassNotFoundException(name);
    }
  }

  @Test
  void checkpoint_belowNativeFrame_isPinned() throws Exception {
    assertTheRunGoesOn(() -> {
      SuspendingLoader loader = new SuspendingLoader();
      assertThrows(
          ClassNotFoundException.class, () -> Class.forName("no.such.Thing", false, loader));
      assertPinnedInLoopMode(loader.thrown, "forName0");
    });
  }

  private static final class CancelledWhilePinned {
    static final Throwable THROWN = attempt(Checkpoints::checkpoint);
  }

  @Test
  void checkpoint_inClassInitializer_inCancelledScope_leavesTheCancellationForLater()
      throws Exception {
    assertTheRunGoesOn(() ->
        CancelScope.create()
            .run(scope -> {
              scope.cancel();
              Throwable thrown = CancelledWhilePinned.THROWN;
              if (System.getProperty("terzetto.taskMode").equals("loop")) {
                assertInstanceOf(PinnedSuspensionException.class, thrown);
              } else {
                assertInstanceOf(Cancelled.class, thrown);
              }
              assertThrows(Cancelled.class, Checkpoints::checkpoint);
            }));
  }
}
