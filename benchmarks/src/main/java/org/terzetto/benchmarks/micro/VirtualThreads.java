package org.terzetto.benchmarks.micro;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A main thread for those whose tasks are virtual threads: a virtual one, so that all share a
 * carrier.
 */
final class VirtualThreads {
  private VirtualThreads() {}

  /** A body that may throw. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  static void run(Body main) throws Exception {
    Callable<@Nullable Void> call =
        () -> {
          main.run();
          return null;
        };
    FutureTask<@Nullable Void> task = new FutureTask<>(call);
    Thread.startVirtualThread(task);
    task.get();
  }

  static void measured(Probe probe, Body main) throws Exception {
    run(() -> {
      probe.start();
      main.run();
      probe.stop();
    });
  }

  static void interruptAndJoin(Thread[] threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
    }
    join(threads);
  }

  static void join(Thread[] threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
