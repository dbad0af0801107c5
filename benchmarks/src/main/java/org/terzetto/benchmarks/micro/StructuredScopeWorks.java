package org.terzetto.benchmarks.micro;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;

/**
 * The JDK's structured concurrency, a preview. It has no other cancellation than a failing child.
 */
@SuppressWarnings("ThreadPriorityCheck") // one carrier: to yield is to switch
public final class StructuredScopeWorks implements Works {
  private static final Duration LONG = Duration.ofHours(1);

  private int count;
  private int ended;

  @Override
  public Map<String, Work> works() {
    return Map.of("spawn", this::spawn, "cancel", this::cancel, "cancel-10000", this::cancel);
  }

  private void spawn(int size, Probe probe) throws Exception {
    count = 0;
    VirtualThreads.measured(
        probe,
        () -> {
          try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
            for (int i = 0; i < size; i++) {
              scope.fork(() -> {
                count++;
              });
            }
            scope.join();
          }
        });
    Results.requireAll(size, count);
  }

  private void cancel(int size, Probe probe) throws Exception {
    count = 0;
    ended = 0;
    Callable<Object> sleeper =
        () -> {
          count++;
          try {
            Thread.sleep(LONG);
            return "slept";
          } finally {
            ended++;
          }
        };
    Callable<Object> failure =
        () -> {
          throw new IllegalStateException("cancel");
        };
    VirtualThreads.run(() -> {
      try (var scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
        for (int i = 0; i < size; i++) {
          scope.fork(sleeper);
        }
        while (count < size) {
          Thread.yield();
        }
        probe.start();
        scope.fork(failure);
        scope.join();
      } catch (FailedException e) {
        // As intended.
      }
      probe.stop();
    });
    Results.requireAll(size, ended);
  }
}
