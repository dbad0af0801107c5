package org.terzetto.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.TaskMode;
import org.terzetto.guest.HostCall;

/**
 * Loop mode: tasks are virtual threads whose scheduler is the loop.
 *
 * <p>A task suspends with {@link Thread#yield}. The JDK unmounts the virtual thread and hands its
 * continuation to the thread's executor, which is the task's own {@link LoopTaskThread}: it keeps
 * the continuation until the loop gives the task its next turn by running it. Yielding rather than
 * parking has three reasons: resuming is a plain call with no unpark before it; nobody outside can
 * unpark a task behind our back; and a thread that is pinned returns from {@code yield} at once
 * instead of blocking the loop for ever, so that pinning is found out where it happens.
 *
 * <p>A task may also block in code that knows nothing of us: {@code Thread.sleep}, a contended
 * lock, a socket. Then the JDK unmounts it too, and hands the continuation back later, from any
 * thread. Outside of {@code blocking} the loop waits right here for that one continuation ({@link
 * #awaitContinuation}): only a suspending call of ours may switch tasks. Tasks inside {@code
 * blocking} go on meanwhile, since they may own the very lock that is waited for.
 */
final class LoopTaskThreads implements TaskThreads {
  private static final VarHandle READY;

  static {
    try {
      READY = MethodHandles.lookup().findVarHandle(LoopTaskThread.class, "ready", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Runner runner;
  private final RunContainer container;

  /** Tasks inside {@code blocking} that the JDK wants carried on. Any thread adds. */
  private final Queue<LoopTaskThread> resumable = new ConcurrentLinkedQueue<>();

  /** The thread that runs the batches; others compare it with themselves, and find it is not. */
  private @Nullable Thread loop;

  /** The loop thread while it waits for a continuation; written by it, read by any thread. */
  private volatile @Nullable Thread waiting;

  LoopTaskThreads(Runner runner) {
    this.runner = runner;
    this.container = new RunContainer(runner);
  }

  @Override
  public void close() {
    container.close();
  }

  @Override
  public TaskMode mode() {
    return TaskMode.LOOP;
  }

  @Override
  public TaskThread newThread(
      TaskImpl<?> task, @Nullable String name, @Nullable Object scopedValues) {
    return new LoopTaskThread(task, name, scopedValues);
  }

  @Override
  public Object scopedValues() {
    return VirtualThreadAccess.scopedValues();
  }

  @Override
  public void runBatch() {
    loop = Thread.currentThread();
    for (TaskImpl<?> task; (task = runner.runQueue.nextInBatch()) != null; ) {
      step(task);
    }
  }

  private void step(TaskImpl<?> task) {
    LoopTaskThread stepping = (LoopTaskThread) task.taskThread();
    Thread loop = runner.turnThread;
    runner.stepBegins(task);
    runner.turnThread = stepping.thread;
    stepping.turnOver = false;
    do {
      awaitContinuation(stepping).run();
      callBeneath(stepping, loop);
    } while (!stepping.turnOver);
    runner.turnThread = loop;
    runner.stepEnds(task);
  }

  /** The thread is unmounted, perhaps because it wants something done beneath it. */
  private void callBeneath(LoopTaskThread stepping, @Nullable Thread loop) {
    BareCall<?, ?> call = stepping.bareCall;
    if (call != null) {
      stepping.bareCall = null;
      call.run(runner, loop);
    }
  }

  /** Normally there; otherwise the task is in a foreign blocking call, which holds the loop. */
  private Runnable awaitContinuation(LoopTaskThread stepping) {
    Runnable continuation = stepping.takeContinuation();
    if (continuation != null) {
      return continuation;
    }
    waiting = Thread.currentThread();
    try {
      while ((continuation = stepping.takeContinuation()) == null) {
        if (resumable.isEmpty()) {
          LockSupport.park(this);
        } else {
          carryOn();
        }
      }
      return continuation;
    } finally {
      waiting = null;
    }
  }

  @Override
  public void carryOn() {
    // Those present now: code that yields in a loop must not keep the run from its next pass.
    for (int left = resumable.size(); left > 0; left--) {
      LoopTaskThread next = resumable.poll();
      Runnable continuation = next == null ? null : next.takeContinuation();
      if (continuation != null) {
        runOutsideOfTurns(next, continuation);
      }
    }
  }

  private void runOutsideOfTurns(LoopTaskThread outsider, Runnable continuation) {
    TaskImpl<?> current = runner.currentTask;
    Thread holder = runner.turnThread;
    runner.currentTask = null;
    runner.turnThread = null;
    continuation.run();
    runner.currentTask = current;
    runner.turnThread = holder;
    BlockingRegion cancelled = outsider.cancelledRegion;
    if (cancelled != null && outsider.outside) {
      cancelled.interruptIfStillCancelled();
    }
  }

  @Override
  public boolean hasWaiting() {
    return !resumable.isEmpty();
  }

  @Override
  public void wakeup() {
    Thread loop = waiting;
    if (loop != null) {
      LockSupport.unpark(loop);
    }
  }

  /** One task's thread, which is its own thread's scheduler. */
  private final class LoopTaskThread implements TaskThread, Executor, Runnable {
    private final TaskImpl<?> task;
    private final Thread thread;

    /** What the JDK hands over for {@link #thread}: always this very object. */
    private @Nullable Runnable continuation;

    /** Whether the JDK has handed it over, and the loop may run it. Any thread sets it. */
    private volatile boolean ready;

    // Loop thread only, be it as itself or as carrier of the task.
    private boolean turnOver = true;
    private boolean outside;
    private @Nullable BlockingRegion cancelledRegion;
    private @Nullable BareCall<?, ?> bareCall;

    LoopTaskThread(TaskImpl<?> task, @Nullable String name, @Nullable Object scopedValues) {
      this.task = task;
      this.thread = VirtualThreadAccess.newThread(this, name, scopedValues, this);
      VirtualThreadAccess.start(thread, container);
    }

    @Override
    public void run() {
      task.live();
      turnOver = true;
    }

    @Override
    public Thread thread() {
      return thread;
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
      if (Thread.currentThread() == loop && !outside) {
        READY.setOpaque(this, true); // the task has yielded, and it is the loop that will look
        return;
      }
      ready = true;
      if (outside) {
        resumable.add(this);
        runner.wakeup();
      } else if (waiting != null) {
        wakeup();
      }
    }

    @Nullable Runnable takeContinuation() {
      if (!ready) {
        return null;
      }
      READY.setOpaque(this, false); // nobody else takes, and whoever sets it again does so later
      return continuation;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // not a hint here: our own scheduler takes it
    public void suspend() {
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
    @SuppressWarnings("ThreadPriorityCheck") // as in suspend, but the turn is not over
    public <T extends @Nullable Object, X extends Exception> T callBeneath(HostCall<T, X> hostCall)
        throws X {
      BareCall<T, X> call = new BareCall<>(hostCall);
      bareCall = call;
      boolean pinned = true;
      try {
        Thread.yield();
        pinned = bareCall != null;
      } finally {
        bareCall = null; // also if the stack is too full to yield
      }
      if (pinned) {
        throw Pinning.exception();
      }
      return call.result();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T runOutside(BlockingCall<T, X> call)
        throws X, InterruptedException {
      outside = true;
      turnOver = true;
      runner.turnThread = null;
      runner.currentTask = null;
      try {
        return call.call();
      } finally {
        outside = false;
        cancelledRegion = null;
        // As in a step: for the hooks, and because a task that is pinned never left its step.
        runner.turnThread = thread;
        runner.currentTask = task;
        task.reschedule(null, null);
        task.suspend();
      }
    }

    @Override
    public boolean isOutside() {
      return outside;
    }

    @Override
    public void interruptAgainWhenBlocked(BlockingRegion region) {
      cancelledRegion = region;
    }
  }
}
