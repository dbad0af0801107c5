package org.terzetto.sync;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.BrokenResourceException;
import org.terzetto.Task;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;

/** The two locks, which differ in what they promise but not in what they do. */
abstract sealed class OwnedLock extends Acquirable permits Lock, StrictFifoLock {
  /** Everybody here waits to become the owner: {@link #release} makes the first of them that. */
  final ParkingLot waiting = new ParkingLot();

  private @Nullable Task<?> owner;

  OwnedLock() {}

  /**
   * Takes the lock, waiting behind all who have asked before. When it is free the others run first
   * too, so that tasks that take turns with it keep their order.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException if the current task holds the lock; or if called outside a task
   * @throws BrokenResourceException if the owner has ended, or ends meanwhile, without releasing
   *     the lock; the message names it
   * @throws org.terzetto.Cancelled if cancelled; the task does not hold the lock, nor wait for it
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     task does not hold the lock, nor wait for it
   */
  @Override
  public void acquire() throws InterruptedException {
    Checkpoints.checkpointIfCancelled();
    if (tryAcquire()) {
      letOthersRun();
      return;
    }
    try {
      waiting.park();
    } catch (BrokenResourceException e) {
      throw new BrokenResourceException(
          "the owner of this lock, "
              + ownerName()
              + ", ended without releasing it; put what it did"
              + " into use(), which always releases",
          e);
    }
  }

  /**
   * Takes the lock if it is free and nobody waits for it.
   *
   * @checkpoint never
   * @thread a task of the run
   * @return false if another task holds it; a task that has ended without releasing it is one
   * @throws IllegalStateException if the current task holds the lock; or if called outside a task
   */
  public boolean tryAcquire() {
    Task<?> me = Task.current();
    if (owner == me) {
      throw new IllegalStateException(
          "task '" + me.name() + "' holds this lock already; release it before you take it again");
    }
    if (owner != null) {
      return false;
    }
    own(me);
    return true;
  }

  /**
   * Gives the lock back. If somebody waits, the first of them owns it from now on: the lock is not
   * free in between, and the caller queues up behind them if it wants it again.
   *
   * @checkpoint never
   * @thread the task that holds the lock
   * @throws IllegalStateException if the current task does not hold the lock
   */
  @Override
  public void release() {
    requireHeld("release it");
    waiting.removeBreaker(Task.current());
    owner = null;
    if (!waiting.isEmpty()) {
      own(waiting.unpark(1).getFirst());
    }
  }

  /**
   * Whether somebody holds the lock.
   *
   * @return true if so; also if that is a task that ended without releasing it
   */
  public boolean isLocked() {
    return owner != null;
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public LockStatistics statistics() {
    return new LockStatistics(owner != null, Optional.ofNullable(owner), waiting.size());
  }

  @Override
  public String toString() {
    String state = owner == null ? "free" : "held by " + ownerName();
    return getClass().getSimpleName() + "[" + state + ", " + waiting.size() + " waiting]";
  }

  /** Everything that only the owner may do begins with this. */
  final void requireHeld(String purpose) {
    Task<?> me = Task.current();
    if (owner != me) {
      throw new IllegalStateException(
          "task '"
              + me.name()
              + "' must hold the lock to "
              + purpose
              + "; "
              + (owner == null ? "nobody does" : ownerName() + " does"));
    }
  }

  /** From now on the end of the owner breaks the lot, unless it has released the lock. */
  private void own(Task<?> task) {
    waiting.addBreaker(task);
    owner = task;
  }

  private String ownerName() {
    return owner == null ? "nobody" : "task '" + owner.name() + "'";
  }
}
