package org.terzetto.scheduler;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;

/**
 * One call of {@code Terzetto.run}: starts the loop and waits for its end.
 *
 * <p>The loop gets a platform thread of its own and the caller waits. So it makes no difference
 * whether a platform or a virtual thread calls, and an interruption of the caller reaches main
 * instead of being lost in a mount or unmount on the same thread.
 */
final class RunCall<T extends @Nullable Object> {
  private static final AtomicInteger LOOPS = new AtomicInteger();

  private final RunLife<T> life;
  private final Runner runner;

  private RunCall(RunLife<T> life) {
    this.life = life;
    this.runner = life.runner;
  }

  static <T extends @Nullable Object> T run(RunOptions options, TaskCall<T> main) throws Exception {
    RunLife.requireOutside();
    return new RunCall<>(new RunLife<>(options, main, false)).run();
  }

  private T run() throws Exception {
    Thread loop =
        Thread.ofPlatform()
            .daemon()
            .name("terzetto-loop-" + LOOPS.incrementAndGet())
            .unstarted(this::loop);
    try {
      loop.start();
    } catch (OutOfMemoryError noThread) {
      life.abandon();
      throw noThread;
    }
    awaitEnd(loop);
    if (runner.callerInterrupt.close()) {
      Thread.currentThread().interrupt();
    }
    return life.outcome();
  }

  /** Passes interruptions of the caller on to main. */
  private void awaitEnd(Thread loop) {
    while (true) {
      try {
        loop.join();
        return;
      } catch (InterruptedException e) {
        runner.callerInterrupt.raise();
      }
    }
  }

  /** The life of the loop thread. */
  private void loop() {
    try {
      life.begin();
      runner.runUntilDone();
    } catch (Throwable failure) {
      runner.crash(failure);
    } finally {
      life.end();
    }
  }
}
