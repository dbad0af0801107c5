package org.terzetto.testing.net;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.SystemTasks;

/**
 * What is to happen in the network, and when. A system task sleeps until the next event is due. So
 * to the run an event is a deadline like any other: a test clock that jumps to the next deadline
 * jumps to the next event, and the backend need not know the time.
 */
final class NetworkEvents {
  /**
   * Something to come.
   *
   * @param time nanoseconds on the clock of the run
   * @param tie decides between events that are due at the same time
   * @param number decides between those of the same tie: they happen in the order of their making
   */
  record Event(long time, long tie, long number, Runnable action) {}

  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::time)
          .thenComparingLong(Event::tie)
          .thenComparingLong(Event::number);

  private final PriorityQueue<Event> queue = new PriorityQueue<>(ORDER);
  private long created;
  private @Nullable Task<?> server;

  /** The sleep of the server; null while it is awake. */
  private @Nullable CancelScope sleep;

  /** Makes sure that events happen; to be called before there is one. */
  void serve() {
    if (server == null) {
      server = SystemTasks.spawn("<simulated network>", this::happenInTime);
    }
  }

  long now() {
    return Terzetto.currentTime().nanos();
  }

  Event at(long time, long tie, Runnable action) {
    Event event = new Event(time, tie, created++, action);
    queue.add(event);
    if (sleep != null && time < sleep.deadline().nanos()) {
      sleep.deadline(new LoopTime(time));
    }
    return event;
  }

  void cancel(Event event) {
    queue.remove(event);
  }

  private void happenInTime() throws InterruptedException {
    while (true) {
      happen();
      CancelScope scope = CancelScope.withDeadline(new LoopTime(nextTime()));
      sleep = scope;
      try {
        scope.run(untilNext -> Terzetto.sleepForever());
      } finally {
        sleep = null;
      }
    }
  }

  /** Also what becomes due meanwhile. */
  private void happen() {
    while (nextTime() <= now()) {
      queue.remove().action().run();
    }
  }

  private long nextTime() {
    Event next = queue.peek();
    return next == null ? Long.MAX_VALUE : next.time();
  }
}
