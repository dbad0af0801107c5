package org.terzetto.scheduler;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.TaskMode;
import org.terzetto.guest.HostCall;

/**
 * Portable mode: tasks are ordinary virtual threads on the JDK's own scheduler that pass the turn
 * among themselves, so that still only one of them runs.
 *
 * <p>The task that suspends hands the turn straight to the next one, and steps the loop itself when
 * the batch has run out: going through the loop thread would double the price of each switch. Only
 * when there is nothing to run does the turn go back to the loop thread, since a wait in a native
 * poll would pin the virtual thread's carrier.
 */
final class PortableTaskThreads implements TaskThreads {
  private final Runner runner;

  /** Tasks that have left {@code blocking} and want to be rescheduled. Any thread adds. */
  private final Queue<PortableTaskThread> returning = new ConcurrentLinkedQueue<>();

  /** The loop thread while a batch runs, and whether the turn is back with it. */
  private @Nullable Thread loop;

  private volatile boolean loopHasTurn;

  /** Who waits, with its turn, for the loop thread to make a call. */
  private volatile @Nullable PortableTaskThread bareCaller;

  PortableTaskThreads(Runner runner) {
    this.runner = runner;
  }

  @Override
  public TaskMode mode() {
    return TaskMode.PORTABLE;
  }

  @Override
  public TaskThread newThread(
      TaskImpl<?> task, @Nullable String name, @Nullable Object scopedValues) {
    return new PortableTaskThread(task, name);
  }

  @Override
  public @Nullable Object scopedValues() {
    return null;
  }

  @Override
  public void runBatch() {
    TaskImpl<?> first = runner.runQueue.nextInBatch();
    if (first == null) {
      return;
    }
    loop = Thread.currentThread();
    loopHasTurn = false;
    give(first);
    while (!loopHasTurn) {
      PortableTaskThread caller = bareCaller;
      if (caller == null) {
        LockSupport.park(this);
      } else {
        bareCaller = null;
        caller.callNow(loop);
      }
    }
    runner.turnThread = loop;
  }

  /** From here on the caller is outside of the run. */
  private void give(TaskImpl<?> task) {
    runner.turnThread = null;
    ((PortableTaskThread) task.taskThread()).receiveTurn();
  }

  /** Gives the turn of the calling task away; steps the loop until somebody wants it. */
  private void passOn() {
    try {
      while (true) {
        TaskImpl<?> next = runner.runQueue.nextInBatch();
        if (next != null) {
          give(next);
          return;
        }
        if (!runner.canPassAtOnce()) {
          break;
        }
        runner.beginPass();
      }
    } catch (Throwable failure) {
      runner.crash(failure);
    }
    runner.turnThread = null;
    loopHasTurn = true;
    LockSupport.unpark(loop);
  }

  @Override
  public void carryOn() {
    for (PortableTaskThread back; (back = returning.poll()) != null; ) {
      back.outside = false;
      back.task.reschedule(null, null);
    }
  }

  @Override
  public boolean hasWaiting() {
    return !returning.isEmpty();
  }

  @Override
  public void wakeup() {}

  @Override
  public void close() {}

  /** One task's thread. */
  private final class PortableTaskThread implements TaskThread, Runnable {
    private final TaskImpl<?> task;
    private final Thread thread;
    private boolean started;

    /** Written by whoever gives the turn, read by the task. */
    private volatile boolean hasTurn;

    // Whoever holds the turn.
    private boolean outside;
    private @Nullable BareCall<?, ?> bareCall;

    PortableTaskThread(TaskImpl<?> task, @Nullable String name) {
      this.task = task;
      this.thread = Thread.ofVirtual().name(Objects.requireNonNullElse(name, "")).unstarted(this);
    }

    @Override
    public Thread thread() {
      return thread;
    }

    @Override
    public void run() {
      beginStep();
      task.live();
      runner.stepEnds(task);
      passOn();
    }

    void receiveTurn() {
      hasTurn = true;
      if (started) {
        LockSupport.unpark(thread);
      } else {
        started = true;
        thread.start();
      }
    }

    private void beginStep() {
      runner.turnThread = thread;
      runner.stepBegins(task);
    }

    @Override
    public void suspend() {
      runner.stepEnds(task);
      boolean interrupted = Thread.interrupted(); // or else it would disturb a poll in passOn
      hasTurn = false;
      passOn();
      awaitTurn(interrupted);
      beginStep();
    }

    /** An interruption is no turn; it is kept for the task's next cancel point. */
    private void awaitTurn(boolean interruptedBefore) {
      boolean interrupted = interruptedBefore;
      while (!hasTurn) {
        LockSupport.park(PortableTaskThreads.this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        thread.interrupt();
      }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T callBeneath(HostCall<T, X> hostCall)
        throws X {
      BareCall<T, X> call = new BareCall<>(hostCall);
      bareCall = call;
      hasTurn = false;
      bareCaller = this;
      LockSupport.unpark(loop);
      awaitTurn(Thread.interrupted());
      return call.result();
    }

    /** By the loop thread. */
    void callNow(Thread loopThread) {
      Objects.requireNonNull(bareCall).run(runner, loopThread);
      bareCall = null;
      receiveTurn();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T runOutside(BlockingCall<T, X> call)
        throws X, InterruptedException {
      outside = true;
      runner.stepEnds(task);
      hasTurn = false;
      passOn();
      try {
        return call.call();
      } finally {
        returning.add(this);
        runner.wakeup();
        awaitTurn(false);
        beginStep();
      }
    }

    @Override
    public boolean isOutside() {
      return outside;
    }

    /**
     * Nobody tells when a thread of the JDK's scheduler blocks again, so a thread of ours asks
     * again and again, in the run, where the scopes may be looked at.
     */
    @Override
    public void interruptAgainWhenBlocked(BlockingRegion region) {
      Thread.ofVirtual()
          .name("terzetto-interrupter")
          .start(() -> Reinterrupter.repeat(region, runner.entryQueue));
    }
  }
}
