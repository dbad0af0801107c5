package org.terzetto.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.guest.GuestRun;
import org.terzetto.guest.HostLoop;

/** An event loop that the thread of the test steps by hand, and that notes who called it. */
final class TestHost implements HostLoop {
  private final BlockingQueue<Runnable> callbacks = new LinkedBlockingQueue<>();

  final List<Thread> threadSafeCallers = new CopyOnWriteArrayList<>();
  final List<Thread> otherCallers = new ArrayList<>();
  int callbacksRun;

  /** A guest's run, driven to its end; returns the result. */
  static <T extends @Nullable Object> T run(RunOptions options, TaskCall<T> main) throws Exception {
    TestHost host = new TestHost();
    return host.finish(GuestRun.start(options, host, main));
  }

  /** Runs callbacks until the guest has ended. */
  <T extends @Nullable Object> T finish(GuestRun<T> guest) throws Exception {
    CompletableFuture<T> outcome = guest.outcome();
    while (!outcome.isDone()) {
      step();
    }
    return switch (outcome.state()) {
      case SUCCESS -> outcome.resultNow();
      default -> throw sneak(outcome.exceptionNow());
    };
  }

  /** Waits for a callback, and runs it. */
  void step() throws InterruptedException {
    Runnable next = callbacks.take();
    callbacksRun++;
    next.run();
  }

  /** Runs callbacks until the guest's helper thread waits for I/O. */
  void stepUntilItWaits(PollWatch.Notes notes) throws InterruptedException {
    int before = notes.waitingPolls().size();
    while (notes.waitingPolls().size() == before) {
      Runnable next = callbacks.poll();
      if (next != null) {
        callbacksRun++;
        next.run();
      }
    }
  }

  boolean isQuiet() {
    return callbacks.isEmpty();
  }

  /** Forgets what was to be called, as a loop does that is stopped. */
  void dropCallbacks() {
    callbacks.clear();
  }

  @Override
  public void runSoonThreadSafe(Runnable callback) {
    threadSafeCallers.add(Thread.currentThread());
    callbacks.add(callback);
  }

  @Override
  public void runSoon(Runnable callback) {
    otherCallers.add(Thread.currentThread());
    callbacks.add(callback);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
