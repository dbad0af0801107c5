package org.terzetto.channel;

import org.jspecify.annotations.Nullable;
import org.terzetto.Task;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * One task that is blocked at an end of a channel: node of the queue, abort handler, and the place
 * where the value passes from one task to the other, all in one object.
 */
final class Waiter<T> implements AbortHandler {
  /** How a wait ended. */
  enum Fate {
    /** It has not. */
    WAITING,
    /** A value was passed. */
    SERVED,
    /** The end was closed. */
    CLOSED,
    /** The other side has no open end left. */
    DESERTED
  }

  final Task<?> task = Task.current();

  /** At which end it waits. */
  final ChannelEnd<T> end;

  /** What a sender brings, what a receiver is given. */
  @Nullable T value;

  @Nullable WaitLine<T> line;
  @Nullable Waiter<T> previous;
  @Nullable Waiter<T> next;
  private Fate fate = Fate.WAITING;

  Waiter(ChannelEnd<T> end, @Nullable T value) {
    this.end = end;
    this.value = value;
  }

  /** Sleeps in the line until it is served or turned away. */
  Fate await(WaitLine<T> where) throws InterruptedException {
    where.add(this);
    try {
      Parking.park(this);
    } finally {
      where.remove(this);
    }
    if (fate == Fate.WAITING) {
      throw new IllegalStateException(
          "task '"
              + task.name()
              + "' was rescheduled by hand while it was blocked at a channel; send or receive"
              + " instead");
    }
    return fate;
  }

  /** Wakes the task; from the wrong thread this throws before anything has changed. */
  void wake(Fate newFate) {
    Parking.reschedule(task);
    fate = newFate;
    if (line != null) {
      line.remove(this);
    }
  }

  @Override
  public Abort abort(RaiseCancel cancellation) {
    if (line != null) {
      line.remove(this);
    }
    return Abort.SUCCEEDED;
  }
}
