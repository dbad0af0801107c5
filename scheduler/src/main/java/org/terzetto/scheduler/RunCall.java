package org.terzetto.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.TerzettoInternalError;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackend;

/**
 * One call of {@code Terzetto.run}: sets the run up, waits for it, and says how it ended.
 *
 * <p>The loop gets a platform thread of its own and the caller waits. So it makes no difference
 * whether a platform or a virtual thread calls, and an interruption of the caller reaches main
 * instead of being lost in a mount or unmount on the same thread.
 */
final class RunCall<T extends @Nullable Object> {
  private static final AtomicInteger LOOPS = new AtomicInteger();

  private final RunOptions options;
  private final TaskCall<T> mainCall;
  private final Runner runner;
  private final @Nullable Object scopedValues;

  private RunCall(RunOptions options, TaskCall<T> mainCall) {
    this.options = options;
    this.mainCall = mainCall;
    this.runner = newRunner(options);
    this.scopedValues = runner.threads.scopedValues();
  }

  private static Runner newRunner(RunOptions options) {
    IoBackend backend = Backends.open(options);
    try {
      return new Runner(options, backend);
    } catch (Throwable failure) {
      backend.close();
      throw failure;
    }
  }

  static <T extends @Nullable Object> T run(RunOptions options, TaskCall<T> main) throws Exception {
    if (RunRegistry.current() != null) {
      throw new IllegalStateException(
          "Terzetto.run was called from inside a run; runs do not nest: call your function directly,"
              + " or start it in a nursery");
    }
    return new RunCall<>(options, main).run();
  }

  private T run() throws Exception {
    Thread loop =
        Thread.ofPlatform()
            .daemon()
            .name("terzetto-loop-" + LOOPS.incrementAndGet())
            .unstarted(this::loop);
    loop.start();
    boolean interrupted = awaitEnd(loop);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return outcome();
  }

  /** Passes interruptions of the caller on to main; true if one came too late for that. */
  private boolean awaitEnd(Thread loop) {
    boolean tooLate = false;
    while (true) {
      try {
        loop.join();
        return tooLate;
      } catch (InterruptedException e) {
        try {
          runner.entryQueue.runSoon(() -> runner.init().interruptMain());
        } catch (RunFinishedException finished) {
          tooLate = true;
        }
      }
    }
  }

  /** The life of the loop thread. */
  private void loop() {
    runner.turnThread = Thread.currentThread();
    RunRegistry.add(runner);
    if (runner.watchdog.isOn()) {
      WatchdogPatrol.noticeNewRun();
    }
    try {
      for (Instrument instrument : options.instruments()) {
        runner.instruments.add(instrument);
      }
      runner.instruments.beforeRun();
      runner.clock.start();
      runner.init().spawn(options.mainName(), mainCall, scopedValues);
      runner.runUntilDone();
    } catch (Throwable failure) {
      runner.crash(failure);
    } finally {
      runner.entryQueue.close();
      closeBackend();
      runner.instruments.afterRun();
      RunRegistry.remove(runner);
      runner.turnThread = null;
    }
  }

  private void closeBackend() {
    try {
      runner.ioWaits.backend.close();
    } catch (Throwable failure) {
      runner.crash(failure);
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // main's value is a T, null if its T may be
  private T outcome() {
    TaskImpl<?> main = runner.init().main();
    Throwable internal = runner.crash();
    if (internal == null) {
      internal = runner.init().failure();
    }
    if (internal != null) {
      TerzettoInternalError error =
          new TerzettoInternalError(
              "the run failed outside of main: " + Throwing.textOf(internal), internal);
      if (main != null && main.failure() != null) {
        error.addSuppressed(main.failure());
      }
      throw error;
    }
    if (main == null) {
      throw new AssertionError("a run that did not fail has a main task");
    }
    if (main.failure() != null) {
      throw Throwing.as(main.failure());
    }
    return (T) main.value();
  }
}
