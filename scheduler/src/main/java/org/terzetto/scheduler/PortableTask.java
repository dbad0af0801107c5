package org.terzetto.scheduler;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.guest.HostCall;

/** A task of portable mode, whose thread parks until it is given the turn. */
final class PortableTask<T extends @Nullable Object> extends TaskImpl<T> implements Runnable {
  /** No task fills much of a stack in this time: it is good for a thousand calls or two. */
  private static final long SHORT_NANOS = 2_000;

  private @Nullable Thread thread;
  private boolean started;

  /** Written by whoever gives the turn, read by the task. */
  private volatile boolean hasTurn;

  // Whoever holds the turn.
  private boolean outside;
  private @Nullable BareCall<?, ?> bareCall;

  PortableTask(Runner runner, int number, @Nullable String name, Object body) {
    super(runner, number, name, body);
  }

  @Override
  void startThread(@Nullable String name, @Nullable Object scopedValues) {
    thread = Thread.ofVirtual().name(Objects.requireNonNullElse(name, "")).unstarted(this);
  }

  @Override
  @Nullable Thread threadOrNull() {
    return thread;
  }

  private PortableTaskThreads threads() {
    return (PortableTaskThreads) runner.threads;
  }

  @Override
  public void run() {
    threads().stackPutAsideAt = System.nanoTime();
    beginStep();
    live();
    runner.stepEnds(this);
    threads().passOn();
  }

  void receiveTurn() {
    hasTurn = true;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread().start();
    }
  }

  private void beginStep() {
    runner.turnThread = thread;
    runner.stepBegins(this);
  }

  /** Takes half as long as a switch, so it is done only if the stack may have grown. */
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // not a hint: it unmounts the thread
  void putStackAside() {
    if (System.nanoTime() - threads().stackPutAsideAt > SHORT_NANOS) {
      Thread.yield();
      threads().stackPutAsideAt = System.nanoTime();
    }
  }

  /**
   * The stack must not overflow once the turn is given away, or else two tasks would have it; nor
   * in the middle of a pass.
   */
  @Override
  void giveTurnAway() {
    putStackAside();
    runner.stepEnds(this);
    boolean interrupted = Thread.interrupted(); // or else it would disturb a poll in passOn
    long putAsideAt = threads().stackPutAsideAt;
    hasTurn = false;
    threads().passOn();
    awaitTurn(interrupted, putAsideAt);
    beginStep();
  }

  /** An interruption is no turn; it is kept for the task's next cancel point. */
  private void awaitTurn(boolean interruptedBefore, long putAsideBefore) {
    boolean interrupted = interruptedBefore;
    long putAsideAt = putAsideBefore;
    while (!hasTurn) {
      LockSupport.park(threads());
      putAsideAt = System.nanoTime();
      interrupted |= Thread.interrupted();
    }
    threads().stackPutAsideAt = putAsideAt;
    if (interrupted) {
      thread().interrupt();
    }
  }

  @Override
  <V extends @Nullable Object, X extends Exception> V callBeneath(HostCall<V, X> hostCall)
      throws X {
    BareCall<V, X> call = new BareCall<>(hostCall);
    putStackAside();
    long putAsideAt = threads().stackPutAsideAt;
    bareCall = call;
    hasTurn = false;
    threads().callOnLoop(this);
    awaitTurn(Thread.interrupted(), putAsideAt);
    return call.result();
  }

  /** By the loop thread. */
  void callNow(Thread loopThread) {
    Objects.requireNonNull(bareCall).run(runner, loopThread);
    bareCall = null;
    receiveTurn();
  }

  @Override
  <V extends @Nullable Object, X extends Exception> V runOutside(BlockingCall<V, X> call)
      throws X, InterruptedException {
    outside = true;
    runner.stepEnds(this);
    long putAsideAt = threads().stackPutAsideAt;
    hasTurn = false;
    threads().passOn();
    try {
      return call.call();
    } finally {
      threads().returns(this);
      awaitTurn(false, putAsideAt);
      beginStep();
    }
  }

  /** The run has seen that it is back. */
  void comesBack() {
    outside = false;
    reschedule(null, null);
  }

  @Override
  boolean isOutside() {
    return outside;
  }

  /**
   * Nobody tells when a thread of the JDK's scheduler blocks again, so a thread of ours asks again
   * and again, in the run, where the scopes may be looked at.
   */
  @Override
  void interruptAgainWhenBlocked(BlockingRegion region) {
    Thread.ofVirtual()
        .name("terzetto-interrupter")
        .start(() -> Reinterrupter.repeat(region, runner.entryQueue));
  }
}
