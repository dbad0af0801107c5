package org.terzetto.sync;

import java.util.Objects;
import org.terzetto.CancelScope;
import org.terzetto.Task;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;

/**
 * Waits, while holding a {@link Lock}, for something that other holders of the lock bring about.
 * The lock is free meanwhile, and held again afterwards. Waiters go on in the order in which they
 * came; look at what you wait for in a loop, since it may have passed again by then.
 *
 * {@snippet :
 * condition.use(() -> {
 *   while (queue.isEmpty()) {
 *     condition.await();
 *   }
 *   return queue.remove();
 * });
 * }
 *
 * <p>Thread safety: belongs to its run.
 */
public final class Condition extends Acquirable {
  private final Lock lock;
  private final ParkingLot waiting = new ParkingLot();

  /** One wait. It travels in {@link Task#sleepData}, so that whoever signals finds it. */
  private static final class Wait {
    boolean signalled;
  }

  /** A condition with a lock of its own. */
  public Condition() {
    this(new Lock());
  }

  /**
   * A condition of a lock that other conditions may share.
   *
   * @param lock what is held around {@link #await} and {@link #signal()}
   */
  public Condition(Lock lock) {
    this.lock = Objects.requireNonNull(lock, "lock");
  }

  /**
   * Takes the lock; see {@link Lock#acquire}.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException as {@link Lock#acquire}
   * @throws org.terzetto.BrokenResourceException as {@link Lock#acquire}
   * @throws org.terzetto.Cancelled if cancelled; the task does not hold the lock, nor wait for it
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     task does not hold the lock, nor wait for it
   */
  @Override
  public void acquire() throws InterruptedException {
    lock.acquire();
  }

  /**
   * Takes the lock if it is free; see {@link Lock#tryAcquire}.
   *
   * @checkpoint never
   * @thread a task of the run
   * @return false if another task holds it
   * @throws IllegalStateException as {@link Lock#tryAcquire}
   */
  public boolean tryAcquire() {
    return lock.tryAcquire();
  }

  /**
   * Gives the lock back; see {@link Lock#release}.
   *
   * @checkpoint never
   * @thread the task that holds the lock
   * @throws IllegalStateException if the current task does not hold the lock
   */
  @Override
  public void release() {
    lock.release();
  }

  /**
   * Whether somebody holds the lock.
   *
   * @return true if so
   */
  public boolean isLocked() {
    return lock.isLocked();
  }

  /**
   * Releases the lock, waits for a signal, and has the lock again when it returns.
   *
   * <p>Also when it throws: cancelled, it waits for the lock under a shield before {@link
   * org.terzetto.Cancelled} goes on its way, so that the release that follows is right. A signal
   * that had reached a waiter before it was cancelled goes on to the next one.
   *
   * @checkpoint always
   * @thread the task that holds the lock
   * @throws IllegalStateException if the current task does not hold the lock
   * @throws org.terzetto.BrokenResourceException if the lock cannot be had back, since its owner
   *     ended without releasing it; the task does not hold it then
   * @throws org.terzetto.Cancelled if cancelled; the task holds the lock
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     task holds the lock
   */
  public void await() throws InterruptedException {
    lock.requireHeld("wait for its condition");
    Checkpoints.checkpointIfCancelled();
    Wait wait = new Wait();
    lock.release();
    Task.current().sleepData(wait);
    try {
      waiting.park(); // and wakes up in lock.waiting, as its owner
    } catch (Throwable failure) {
      takeLockBack(failure);
      if (wait.signalled) {
        signal();
      }
      throw failure;
    }
  }

  /**
   * Lets the task that has waited longest go on, as soon as it can have the lock: the caller keeps
   * that until it releases it.
   *
   * @checkpoint never
   * @thread the task that holds the lock
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public void signal() {
    signal(1);
  }

  /**
   * Lets the tasks that have waited longest go on, in order, one after another as each has the
   * lock.
   *
   * @checkpoint never
   * @thread the task that holds the lock
   * @param count how many; if fewer wait, all of them
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public void signal(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + "; it must be zero or more");
    }
    lock.requireHeld("signal its condition");
    for (int i = Math.min(count, waiting.size()); i > 0; i--) {
      if (waiting.first().orElseThrow().sleepData() instanceof Wait wait) {
        wait.signalled = true;
      }
      waiting.repark(lock.waiting, 1);
    }
  }

  /**
   * Lets all waiters go on; see {@link #signal(int)}.
   *
   * @checkpoint never
   * @thread the task that holds the lock
   * @throws IllegalStateException if the current task does not hold the lock
   */
  public void signalAll() {
    signal(Integer.MAX_VALUE);
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public ConditionStatistics statistics() {
    return new ConditionStatistics(waiting.size(), lock.statistics());
  }

  @Override
  public String toString() {
    return "Condition[" + waiting.size() + " waiting, " + lock + "]";
  }

  /** Whatever happens but the end of the owner, the lock is held afterwards. */
  private void takeLockBack(Throwable why) {
    boolean held = false;
    while (!held) {
      CancelScope shield = CancelScope.create();
      shield.shield(true);
      try {
        shield.run(scope -> lock.acquire());
        held = true;
      } catch (InterruptedException e) {
        why.addSuppressed(e);
      } catch (RuntimeException | Error e) {
        e.addSuppressed(why);
        throw e;
      }
    }
  }
}
