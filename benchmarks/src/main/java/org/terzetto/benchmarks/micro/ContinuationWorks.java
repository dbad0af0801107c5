package org.terzetto.benchmarks.micro;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * The JVM's own continuations with next to nothing around them: the limit for whole stacks on this
 * JVM. No program may use them; no thread, no cancellation, no error handling.
 */
public final class ContinuationWorks implements Works {
  private static final ContinuationScope SCOPE = new ContinuationScope("benchmark");

  private int count;

  @Override
  public Map<String, Work> works() {
    return Map.of(
        "switch-2", (size, probe) -> switches(2, size, probe),
        "switch-1000", (size, probe) -> switches(1000, size, probe),
        "spawn", this::spawn,
        "parked", this::parked,
        "handoff-0", ContinuationWorks::handOff,
        "sleeps", this::sleeps,
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
    count = 0;
    probe.start();
    ArrayDeque<Continuation> runnable = new ArrayDeque<>();
    for (int i = 0; i < size; i++) {
      runnable.add(new Continuation(SCOPE, () -> count++));
    }
    runAll(runnable);
    probe.stop();
    Results.requireAll(size, count);
  }

  private void parked(int size, Probe probe) {
    Continuation[] all = new Continuation[size];
    probe.start();
    start(all);
    probe.stop();
    probe.measureLive();
  }

  private void cancel(int size, Probe probe) {
    count = 0;
    Continuation[] all = new Continuation[size];
    start(all);
    probe.start();
    for (Continuation continuation : all) {
      continuation.run();
    }
    probe.stop();
    Results.requireAll(size, count);
  }

  private void start(Continuation[] all) {
    Runnable sleeper = this::sleepOnce;
    for (int i = 0; i < all.length; i++) {
      all[i] = new Continuation(SCOPE, sleeper);
      all[i].run();
    }
  }

  private void sleepOnce() {
    Continuation.yield(SCOPE);
    count++;
  }

  private static void handOff(int size, Probe probe) {
    Rendezvous channel = new Rendezvous(SCOPE);
    ArrayDeque<Continuation> runnable = new ArrayDeque<>();
    runnable.add(new Continuation(SCOPE, () -> receive(channel, size)));
    runnable.add(new Continuation(SCOPE, () -> send(channel, size)));
    probe.start();
    runAll(runnable);
    probe.stop();
  }

  private static void send(Rendezvous channel, int times) {
    for (int i = 0; i < times; i++) {
      channel.send(Results.VALUE);
    }
  }

  private static void receive(Rendezvous channel, int times) {
    int right = 0;
    for (int i = 0; i < times; i++) {
      if (channel.receive() == Results.VALUE) {
        right++;
      }
    }
    Results.requireAll(times, right);
  }

  private record Sleeper(long end, Continuation continuation) implements Comparable<Sleeper> {
    @Override
    public int compareTo(Sleeper other) {
      return Long.signum(end - other.end);
    }
  }

  private void sleeps(int size, Probe probe) {
    long[] lengths = SleepLengths.nanos(size);
    count = 0;
    Runnable sleeper = this::sleepOnce;
    probe.start();
    PriorityQueue<Sleeper> asleep = new PriorityQueue<>();
    for (long length : lengths) {
      Continuation continuation = new Continuation(SCOPE, sleeper);
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
    Results.requireAll(size, count);
  }
}
