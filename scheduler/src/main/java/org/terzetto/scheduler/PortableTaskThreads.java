package org.terzetto.scheduler;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskMode;

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
  private final Queue<PortableTask<?>> returning = new ConcurrentLinkedQueue<>();

  /** The loop thread while a batch runs, and whether the turn is back with it. */
  private @Nullable Thread loop;

  private volatile boolean loopHasTurn;

  /** When the stack of whoever holds the turn was put aside, by {@link System#nanoTime}. */
  long stackPutAsideAt;

  /** Who waits, with its turn, for the loop thread to make a call. */
  private volatile @Nullable PortableTask<?> bareCaller;

  PortableTaskThreads(Runner runner) {
    this.runner = runner;
  }

  @Override
  public TaskMode mode() {
    return TaskMode.PORTABLE;
  }

  @Override
  public <T extends @Nullable Object> TaskImpl<T> newTask(
      int number, @Nullable String name, Object body) {
    return new PortableTask<>(runner, number, name, body);
  }

  @Override
  public @Nullable Object scopedValues() {
    return null;
  }

  @Override
  public void runBatch() {
    loop = Thread.currentThread();
    loopHasTurn = false;
    if (!giveToNext()) {
      return;
    }
    while (!loopHasTurn) {
      PortableTask<?> caller = bareCaller;
      if (caller == null) {
        LockSupport.park(this);
      } else {
        bareCaller = null;
        caller.callNow(loop);
      }
    }
    runner.turnThread = loop;
  }

  /** If true, the caller is outside of the run from here on; if false, the batch has run out. */
  private boolean giveToNext() {
    Thread giver = runner.turnThread;
    for (TaskImpl<?> next; (next = runner.runQueue.nextInBatch()) != null; ) {
      runner.turnThread = null;
      try {
        ((PortableTask<?>) next).receiveTurn();
        return true;
      } catch (OutOfMemoryError noThread) {
        runner.turnThread = giver;
        next.failUnbegun(noThread);
      }
    }
    return false;
  }

  /** Gives the turn of the calling task away; steps the loop until somebody wants it. */
  void passOn() {
    try {
      while (true) {
        if (giveToNext()) {
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
    for (PortableTask<?> back; (back = returning.poll()) != null; ) {
      back.comesBack();
    }
  }

  /** A task has left {@code blocking}; called by its thread, outside of the run. */
  void returns(PortableTask<?> task) {
    returning.add(task);
    runner.wakeup();
  }

  /** Has the loop thread make the call of a task, which keeps its turn meanwhile. */
  void callOnLoop(PortableTask<?> caller) {
    bareCaller = caller;
    LockSupport.unpark(loop);
  }

  @Override
  public boolean hasWaiting() {
    return !returning.isEmpty();
  }

  @Override
  public void wakeup() {}

  @Override
  public void close() {}
}
