package org.terzetto.scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Lets two threads meet on one thing, again and again, on a new one each time, and says how often
 * what must not happen has happened.
 *
 * @param fresh makes the thing that they meet on
 * @param first what the one thread does
 * @param second what the other does, at the same time
 * @param forbidden looks at the thing when both are through
 */
public record Litmus<S>(
    Supplier<S> fresh, Consumer<S> first, Consumer<S> second, Predicate<S> forbidden) {
  private static final int BATCH = 500;

  /** Where the two are, so that each starts on the next thing when the other does. */
  private static final class Meeting {
    private final AtomicInteger arrived = new AtomicInteger();

    void meet(int round) {
      arrived.incrementAndGet();
      for (int spins = 0; arrived.get() < 2 * (round + 1); spins++) {
        if (spins < 1000) {
          Thread.onSpinWait();
        } else {
          Thread.yield(); // the other one has no processor
        }
      }
    }
  }

  /** Of the meetings that fit into this time, how many ended in what is forbidden. */
  public int failuresIn(Duration time) throws InterruptedException {
    long start = System.nanoTime();
    int failures = 0;
    do {
      failures += failuresInBatch();
    } while (System.nanoTime() - start < time.toNanos());
    return failures;
  }

  /** Goes on until it happens. Without end if it never does, which the test's time limit sees. */
  public void awaitFailure() throws InterruptedException {
    while (failuresInBatch() == 0) {
      Thread.yield();
    }
  }

  private int failuresInBatch() throws InterruptedException {
    List<S> things = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      things.add(fresh.get());
    }
    Meeting meeting = new Meeting();
    Thread other = Thread.ofPlatform().daemon().start(() -> act(things, meeting, second));
    act(things, meeting, first);
    other.join();
    return (int) things.stream().filter(forbidden).count();
  }

  private void act(List<S> things, Meeting meeting, Consumer<S> actor) {
    for (int i = 0; i < BATCH; i++) {
      meeting.meet(i);
      actor.accept(things.get(i));
    }
  }
}
