package org.terzetto.benchmarks.micro;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own continuations with next to nothing around them: the limit for whole stacks on this
 * JVM. No program may use them; no thread, no cancellation, no error handling.
 */
public final class ContinuationWorks implements Works {
  private static final ContinuationScope SCOPE = new ContinuationScope("benchmark");

  private int count;
  private @Nullable Object slot;

  @Override
  public Map<String, Work> works() {
    return Map.of(
        "switch-2", (size, probe) -> switches(2, size, probe),
        "switch-1000", (size, probe) -> switches(1000, size, probe),
        "spawn", this::spawn,
        "parked", this::parked,
        "handoff-0", this::handOff,
        "sleeps", ContinuationWorks::sleeps,
        "cancel", this::cancel,
        "cancel-10000", this::cancel);
  }

  private static void switches(int tasks, int size, Probe probe) {
    probe.start();
    ArrayDeque<Continuation> runnable = new ArrayDeque<>();
    for (int i = 0; i < tasks; i++) {
      runnable.add(new Continuation(SCOPE, () -> yields(size / tasks)));
    }
    runAll(runnable);
    probe.stop();
  }

  private static void yields(int times) {
    for (int i = 0; i < times; i++) {
      Continuation.yield(SCOPE);
    }
  }

  private static void runAll(ArrayDeque<Continuation> runnable) {
    for (Continuation next = runnable.poll(); next != null; next = runnable.poll()) {
      next.run();
      if (!next.isDone()) {
        runnable.add(next);
      }
    }
  }

  private void spawn(int size, Probe probe) {
    probe.start();
    ArrayDeque<Continuation> runnable = new ArrayDeque<>();
    for (int i = 0; i < size; i++) {
      runnable.add(new Continuation(SCOPE, () -> count++));
    }
    runAll(runnable);
    probe.stop();
  }

  private void parked(int size, Probe probe) {
    Continuation[] all = new Continuation[size];
    probe.start();
    start(all);
    probe.stop();
    probe.measureLive();
  }

  private void cancel(int size, Probe probe) {
    Continuation[] all = new Continuation[size];
    start(all);
    probe.start();
    for (Continuation continuation : all) {
      continuation.run();
    }
    probe.stop();
  }

  private static void start(Continuation[] all) {
    for (int i = 0; i < all.length; i++) {
      all[i] = new Continuation(SCOPE, () -> Continuation.yield(SCOPE));
      all[i].run();
    }
  }

  private void handOff(int size, Probe probe) {
    Continuation receiver =
        new Continuation(
            SCOPE,
            () -> {
              for (int i = 0; i < size; i++) {
                Continuation.yield(SCOPE);
                if (slot == null) {
                  throw new IllegalStateException("nothing was sent");
                }
                slot = null;
              }
            });
    Continuation sender =
        new Continuation(
            SCOPE,
            () -> {
              for (int i = 0; i < size; i++) {
                slot = "value";
                Continuation.yield(SCOPE);
              }
            });
    probe.start();
    while (!receiver.isDone()) {
      receiver.run();
      if (!sender.isDone()) {
        sender.run();
      }
    }
    probe.stop();
  }

  private record Sleeper(long end, Continuation continuation) implements Comparable<Sleeper> {
    @Override
    public int compareTo(Sleeper other) {
      return Long.signum(end - other.end);
    }
  }

  private static void sleeps(int size, Probe probe) {
    long[] lengths = SleepLengths.nanos(size);
    probe.start();
    PriorityQueue<Sleeper> asleep = new PriorityQueue<>();
    for (long length : lengths) {
      Continuation continuation = new Continuation(SCOPE, () -> Continuation.yield(SCOPE));
      continuation.run();
      asleep.add(new Sleeper(System.nanoTime() + length, continuation));
    }
    for (Sleeper next = asleep.poll(); next != null; next = asleep.poll()) {
      for (long left = next.end - System.nanoTime(); left > 0; ) {
        LockSupport.parkNanos(left);
        left = next.end - System.nanoTime();
      }
      next.continuation.run();
    }
    probe.stop();
  }
}
