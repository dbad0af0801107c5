package org.terzetto.lowlevel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.Task;

/**
 * The queue of a {@link ParkingLot}: linked through its nodes, so that anyone can leave at once.
 */
final class ParkedTasks {
  private @Nullable Node head;
  private @Nullable Node tail;
  private int size;

  int size() {
    return size;
  }

  /** Whoever is first; the queue must not be empty. */
  Node first() {
    return Objects.requireNonNull(head, "nobody is parked");
  }

  void add(Node node) {
    node.queue = this;
    node.previous = tail;
    if (tail == null) {
      head = node;
    } else {
      tail.next = node;
    }
    tail = node;
    size++;
  }

  /** A task that is parked; also its abort handler, so that a wait is one object. */
  static final class Node implements AbortHandler {
    final Task<?> task;

    /** The lot that broke while the task was in it. */
    @Nullable ParkingLot brokenIn;

    private @Nullable ParkedTasks queue;
    private @Nullable Node previous;
    private @Nullable Node next;

    Node(Task<?> task) {
      this.task = task;
    }

    @Override
    public Abort abort(RaiseCancel cancellation) {
      leave();
      return Abort.SUCCEEDED;
    }

    /** Leaves the queue; true if it had left before. */
    boolean leave() {
      ParkedTasks from = queue;
      if (from == null) {
        return true;
      }
      if (previous == null) {
        from.head = next;
      } else {
        previous.next = next;
      }
      if (next == null) {
        from.tail = previous;
      } else {
        next.previous = previous;
      }
      from.size--;
      queue = null;
      previous = null;
      next = null;
      return false;
    }
  }
}
