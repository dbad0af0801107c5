package org.terzetto.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.guest.HostCall;

/** A task of loop mode, which is its own thread's scheduler: see {@link LoopTaskThreads}. */
final class LoopTask<T extends @Nullable Object> extends TaskImpl<T> implements Executor, Runnable {
  private static final VarHandle READY;

  static {
    try {
      READY = MethodHandles.lookup().findVarHandle(LoopTask.class, "ready", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Thread thread;

  /** What the JDK hands over for {@link #thread}: always this very object. */
  private @Nullable Runnable continuation;

  /** Whether the JDK has handed it over, and the loop may run it. Any thread sets it. */
  private volatile boolean ready;

  // Loop thread only, be it as itself or as carrier of the task.
  boolean turnOver = true;
  private boolean outside;

  LoopTask(Runner runner, int number, @Nullable String name, Object body) {
    super(runner, number, name, body);
  }

  @Override
  void startThread(@Nullable String name, @Nullable Object scopedValues) {
    thread = VirtualThreadAccess.newThread(this, name, scopedValues, this);
    VirtualThreadAccess.start(thread, threads().container());
  }

  @Override
  @Nullable Thread threadOrNull() {
    return thread;
  }

  private LoopTaskThreads threads() {
    return (LoopTaskThreads) runner.threads;
  }

  @Override
  public void run() {
    live();
    turnOver = true;
  }

  /** The JDK hands over the continuation: the task has yielded, or may go on after blocking. */
  @Override
  public void execute(Runnable newContinuation) {
    if (continuation == null) {
      continuation = newContinuation;
    } else if (continuation != newContinuation) {
      // A virtual thread that the task started inherits the task's scheduler. It is no task.
      VirtualThreadAccess.defaultScheduler().execute(newContinuation);
      return;
    }
    if (threads().isLoop(Thread.currentThread()) && !outside) {
      READY.setOpaque(this, true); // the task has yielded, and it is the loop that will look
      return;
    }
    ready = true;
    threads().mayGoOn(this, outside);
  }

  @Nullable Runnable takeContinuation() {
    if (!ready) {
      return null;
    }
    READY.setOpaque(this, false); // nobody else takes, and whoever sets it again does so later
    return continuation;
  }

  /** The loop finds that the turn is not over, and carries on at once. */
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // not a hint here: our own scheduler takes it
  void putStackAside() {
    Thread.yield();
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // as in putStackAside
  void giveTurnAway() {
    turnOver = true;
    try {
      Thread.yield();
    } catch (Throwable failure) {
      turnOver = false; // the stack is too full to yield
      throw failure;
    }
    if (turnOver) {
      turnOver = false;
      throw Pinning.exception();
    }
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // as in putStackAside
  <V extends @Nullable Object, X extends Exception> V callBeneath(HostCall<V, X> hostCall)
      throws X {
    BareCall<V, X> call = new BareCall<>(hostCall);
    LoopTaskThreads threads = threads();
    threads.bareCall = call;
    boolean pinned = true;
    try {
      Thread.yield();
      pinned = threads.bareCall != null;
    } finally {
      threads.bareCall = null; // also if the stack is too full to yield
    }
    if (pinned) {
      throw Pinning.exception();
    }
    return call.result();
  }

  @Override
  <V extends @Nullable Object, X extends Exception> V runOutside(BlockingCall<V, X> call)
      throws X, InterruptedException {
    outside = true;
    turnOver = true;
    runner.turnThread = null;
    runner.currentTask = null;
    try {
      return call.call();
    } finally {
      outside = false;
      // As in a step: for the hooks, and because a task that is pinned never left its step.
      runner.turnThread = thread;
      runner.currentTask = this;
      reschedule(null, null);
      suspend();
    }
  }

  @Override
  boolean isOutside() {
    return outside;
  }

  /** Nothing to do: {@link LoopTaskThreads#carryOn} sees when the code has blocked again. */
  @Override
  void interruptAgainWhenBlocked(BlockingRegion region) {}
}
