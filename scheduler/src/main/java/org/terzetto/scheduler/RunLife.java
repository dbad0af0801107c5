package org.terzetto.scheduler;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.TaskLocal;
import org.terzetto.TerzettoInternalError;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackend;

/** What is the same for every run, whoever steps it: how it begins and ends, and its outcome. */
final class RunLife<T extends @Nullable Object> {
  final Runner runner;
  private final RunOptions options;
  private final TaskCall<T> mainCall;
  private final Map<TaskLocal<?>, @Nullable Object> locals = LocalValues.current();
  private final @Nullable Object scopedValues;
  private Runnable interrupts = () -> {};
  private boolean interruptedTooLate;

  /** Sets a run up whose main inherits the caller's context. */
  RunLife(RunOptions options, TaskCall<T> mainCall, boolean guest) {
    this.options = options;
    this.mainCall = mainCall;
    this.runner = newRunner(options, guest);
    this.scopedValues = runner.threads.scopedValues();
  }

  /** Refuses callers that are in a run already. */
  static void requireOutside() {
    if (RunRegistry.current() != null) {
      throw new IllegalStateException(
          "a run was to be started from inside a run, or on the host thread of a guest; runs do not"
              + " nest: call your function directly, or start it in a nursery");
    }
  }

  private static Runner newRunner(RunOptions options, boolean guest) {
    IoBackend backend = Backends.open(options);
    try {
      return new Runner(options, backend, guest);
    } catch (Throwable failure) {
      backend.close();
      throw failure;
    }
  }

  /** On the thread that steps the run, which has the turn from here on. */
  void begin() {
    runner.turnThread = Thread.currentThread();
    RunRegistry.add(runner);
    if (runner.watchdog.isOn()) {
      WatchdogPatrol.noticeNewRun();
    }
    for (Instrument instrument : options.instruments()) {
      runner.instruments.add(instrument);
    }
    options.interrupts().ifPresent(source -> interrupts = source.open(runner.sigint::raise));
    runner.instruments.beforeRun();
    runner.clock.start();
    runner.init().spawn(options.mainName(), mainCall, locals, scopedValues);
  }

  /** On the thread that stepped the run, when no task is left. */
  void end() {
    closeDoors();
    runner.instruments.afterRun();
    leave();
  }

  /** By any thread, when nobody will step the run any more although tasks are left. */
  void abandon() {
    closeDoors();
    leave();
  }

  private void closeDoors() {
    runner.entryQueue.close();
    close(runner.ioWaits::close);
    close(interrupts);
    interruptedTooLate = runner.sigint.close();
  }

  private void close(Runnable closing) {
    try {
      closing.run();
    } catch (Throwable failure) {
      runner.crash(failure);
    }
  }

  private void leave() {
    RunRegistry.remove(runner);
    runner.threads.close();
    runner.turnThread = null;
  }

  /** Throws what broke the run, if anything did. */
  void throwInternalError() {
    Throwable internal = runner.crash();
    if (internal == null) {
      internal = runner.init().failure();
    }
    if (internal == null) {
      return;
    }
    TerzettoInternalError error =
        new TerzettoInternalError(
            "the run failed outside of main: " + Throwing.textOf(internal), internal);
    TaskImpl<?> main = runner.init().main();
    if (main != null && main.failure() != null) {
      error.addSuppressed(main.failure());
    }
    if (interruptedTooLate) {
      error.addSuppressed(runner.sigint.exception());
    }
    throw error;
  }

  /** What main returned; or throws what it threw, or what broke the run. */
  @SuppressWarnings({"unchecked", "NullAway"}) // main's value is a T, null if its T may be
  T outcome() throws Exception {
    throwInternalError();
    TaskImpl<?> main = runner.init().main();
    if (main == null) {
      throw new AssertionError("a run that did not fail has a main task");
    }
    if (interruptedTooLate) {
      throw lateInterruption(main.failure());
    }
    if (main.failure() != null) {
      throw Throwing.as(main.failure());
    }
    return (T) main.value();
  }

  private InterruptedException lateInterruption(@Nullable Throwable failureOfMain) {
    InterruptedException late = runner.sigint.exception();
    if (failureOfMain != null) {
      late.addSuppressed(failureOfMain);
    }
    return late;
  }
}
