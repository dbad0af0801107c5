package org.terzetto.core;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.function.Executable;

/** Platform threads that have nothing to do with the run under test. */
final class ForeignThreads {
  private ForeignThreads() {}

  /** Starts a thread; what it throws is printed by the JVM's handler for uncaught exceptions. */
  static Thread start(Executable body) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            body.execute();
          } catch (Throwable failure) {
            throw new AssertionError("a foreign thread failed", failure);
          }
        });
  }

  /** Runs {@code body} on a thread of its own, to the end; holds the loop if a task calls it. */
  static void join(Executable body) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    start(
            () -> {
              try {
                body.execute();
              } catch (Throwable thrown) {
                failure.set(thrown);
              }
            })
        .join();
    if (failure.get() != null) {
      throw new AssertionError("the foreign thread failed", failure.get());
    }
  }

  /** Waits until {@code thread}, having passed the point that {@code arrived} tells of, blocks. */
  static void awaitBlocked(Thread thread, BooleanSupplier arrived) {
    await(arrived);
    await(() ->
        switch (thread.getState()) {
          case BLOCKED, WAITING, TIMED_WAITING -> true;
          case NEW, RUNNABLE, TERMINATED -> false;
        });
  }

  /** Waits, on the processor, for what another thread will bring about. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }
}
