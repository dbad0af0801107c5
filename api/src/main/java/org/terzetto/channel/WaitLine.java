package org.terzetto.channel;

import org.jspecify.annotations.Nullable;

/**
 * The tasks blocked on one side of a channel, at whichever end of it, in the order in which they
 * blocked. Linked through its nodes, so that anyone can leave at once.
 */
final class WaitLine<T> {
  private @Nullable Waiter<T> head;
  private @Nullable Waiter<T> tail;
  private int size;

  @Nullable Waiter<T> first() {
    return head;
  }

  int size() {
    return size;
  }

  void add(Waiter<T> waiter) {
    waiter.line = this;
    waiter.previous = tail;
    if (tail == null) {
      head = waiter;
    } else {
      tail.next = waiter;
    }
    tail = waiter;
    size++;
    waiter.end.tasksWaiting++;
  }

  /** Takes a waiter out, if it is in here. */
  void remove(Waiter<T> waiter) {
    if (waiter.line != this) {
      return;
    }
    if (waiter.previous == null) {
      head = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      tail = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.line = null;
    waiter.previous = null;
    waiter.next = null;
    size--;
    waiter.end.tasksWaiting--;
  }

  /** Turns away everybody who waits at this end. */
  void close(ChannelEnd<T> end) {
    for (Waiter<T> waiter = head; waiter != null && end.tasksWaiting > 0; ) {
      Waiter<T> following = waiter.next;
      if (waiter.end == end) {
        waiter.wake(Waiter.Fate.CLOSED);
      }
      waiter = following;
    }
  }

  /** Turns away everybody: there is nobody on the other side any more. */
  void desert() {
    while (head != null) {
      head.wake(Waiter.Fate.DESERTED);
    }
  }
}
