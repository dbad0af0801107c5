package org.terzetto.scheduler;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskMode;

/**
 * Loop mode: tasks are virtual threads whose scheduler is the loop.
 *
 * <p>A task suspends with {@link Thread#yield}. The JDK unmounts the virtual thread and hands its
 * continuation to the thread's executor, which is the task's own {@link LoopTask}: it keeps the
 * continuation until the loop gives the task its next turn by running it. Yielding rather than
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
  private final Runner runner;
  private final RunContainer container;

  /** Tasks inside {@code blocking} that the JDK wants carried on. Any thread adds. */
  private final Queue<LoopTask<?>> resumable = new ConcurrentLinkedQueue<>();

  /** The thread that runs the batches; others compare it with themselves, and find it is not. */
  private @Nullable Thread loop;

  /** What the task that has the turn wants done on the loop thread. */
  @Nullable BareCall<?, ?> bareCall;

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
  public <T extends @Nullable Object> TaskImpl<T> newTask(
      int number, @Nullable String name, Object body) {
    return new LoopTask<>(runner, number, name, body);
  }

  RunContainer container() {
    return container;
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
    LoopTask<?> stepping = (LoopTask<?>) task;
    Thread loop = runner.turnThread;
    runner.stepBegins(task);
    runner.turnThread = stepping.threadOrNull();
    stepping.turnOver = false;
    do {
      awaitContinuation(stepping).run();
      callBeneath(loop);
    } while (!stepping.turnOver);
    runner.turnThread = loop;
    runner.stepEnds(task);
  }

  /** The thread is unmounted, perhaps because it wants something done beneath it. */
  private void callBeneath(@Nullable Thread loop) {
    BareCall<?, ?> call = bareCall;
    if (call != null) {
      bareCall = null;
      call.run(runner, loop);
    }
  }

  /** Normally there; otherwise the task is in a foreign blocking call, which holds the loop. */
  private Runnable awaitContinuation(LoopTask<?> stepping) {
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
      LoopTask<?> next = resumable.poll();
      Runnable continuation = next == null ? null : next.takeContinuation();
      if (continuation != null) {
        runOutsideOfTurns(next, continuation);
      }
    }
  }

  private void runOutsideOfTurns(LoopTask<?> outsider, Runnable continuation) {
    TaskImpl<?> current = runner.currentTask;
    Thread holder = runner.turnThread;
    runner.currentTask = null;
    runner.turnThread = null;
    continuation.run();
    runner.currentTask = current;
    runner.turnThread = holder;
    BlockingRegion region = outsider.blockingRegion();
    if (region != null && outsider.isOutside()) {
      region.interruptIfStillCancelled();
    }
  }

  boolean isLoop(@Nullable Thread thread) {
    return thread == loop;
  }

  /** A task that has blocked is ready to go on; called by any thread. */
  void mayGoOn(LoopTask<?> task, boolean outside) {
    if (outside) {
      resumable.add(task);
      runner.wakeup();
    } else if (waiting != null) {
      wakeup();
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
}
