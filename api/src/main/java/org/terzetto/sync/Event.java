package org.terzetto.sync;

import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunToken;

/**
 * Something that happens once. It cannot be taken back: for something that happens again and again
 * make a new event each time, or use a channel or a {@link Condition}.
 *
 * <p>Thread safety: belongs to its run. Other threads set it through {@link RunToken#runSoon}.
 */
public final class Event {
  private final ParkingLot waiting = new ParkingLot();
  private boolean set;

  /** An event that has not happened. */
  public Event() {}

  /**
   * Says that it has happened, and wakes all who wait for it. Repeating it does nothing.
   *
   * @checkpoint never
   * @thread inside the run
   * @throws IllegalStateException if called outside a run
   */
  public void set() {
    RunToken.current(); // throws outside a run: another thread's write might never be seen
    waiting.unparkAll();
    set = true;
  }

  /**
   * Whether it has happened.
   *
   * @return true from the first {@link #set} on
   */
  public boolean isSet() {
    return set;
  }

  /**
   * Waits until it has happened.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled; nothing stays behind
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public void await() throws InterruptedException {
    if (!set) {
      waiting.park();
      return;
    }
    Checkpoints.checkpointIfCancelled();
    Checkpoints.budgetedCheckpoint();
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public EventStatistics statistics() {
    return new EventStatistics(waiting.size());
  }

  @Override
  public String toString() {
    return set ? "Event[set]" : "Event[" + waiting.size() + " waiting]";
  }
}
