package org.terzetto.backend.tck;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A thread beside the one of the test, whose failure counts. */
final class Background {
  private final FutureTask<Object> task;

  private Background(Callable<Object> body) {
    this.task = new FutureTask<>(body);
  }

  /** Something that may fail. */
  interface Body {
    void run() throws Exception;
  }

  static Background start(Body body) {
    Background background =
        new Background(() -> {
          body.run();
          return "done";
        });
    Thread.ofPlatform().daemon().start(background.task);
    return background;
  }

  /** False if it goes on for longer than that. */
  boolean endsWithin(Duration time) throws InterruptedException, ExecutionException {
    try {
      Object _ = task.get(time.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Waits for its end, and throws what it threw. */
  void join() throws InterruptedException, ExecutionException {
    Object _ = task.get();
  }
}
