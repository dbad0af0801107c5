package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;

/**
 * A task that holds the loop waits for a lock which another task owns inside {@code blocking}: that
 * other one must be able to go on and release it.
 */
class BlockingLockTest {
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean locked = new AtomicBoolean();
  private final AtomicBoolean contending = new AtomicBoolean();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  /** Lets the owner of the lock go on once the main task really waits for it. */
  private void feedTheOwnerWhenMainWaits() {
    Thread main = Task.current().thread();
    ForeignThreads.start(() -> {
      ForeignThreads.awaitBlocked(main, contending::get);
      queue.add("go on");
    });
  }

  private void assertOrder() {
    assertEquals(
        List.of("owner has it", "owner releases it", "main has it", "owner is behind the region"),
        events);
  }

  @Test
  void lock_ownedInsideRegion_isReleasedForTheTaskThatHoldsTheLoop() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          feedTheOwnerWhenMainWaits();
          nursery.startSoon(() -> {
            Terzetto.blocking(() -> {
              lock.lock();
              events.add("owner has it");
              locked.set(true);
              queue.take();
              events.add("owner releases it");
              lock.unlock();
            });
            events.add("owner is behind the region");
          });
          Ticker.until(locked::get);
          contending.set(true);
          lock.lock();
          events.add("main has it");
          lock.unlock();
        }));
    assertOrder();
  }

  @Test
  void monitor_ownedInsideRegion_isReleasedForTheTaskThatHoldsTheLoop() throws Exception {
    Object monitor = new Object();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          feedTheOwnerWhenMainWaits();
          nursery.startSoon(() -> {
            Terzetto.blocking(() -> {
              synchronized (monitor) {
                events.add("owner has it");
                locked.set(true);
                queue.take();
                events.add("owner releases it");
              }
            });
            events.add("owner is behind the region");
          });
          Ticker.until(locked::get);
          contending.set(true);
          synchronized (monitor) {
            events.add("main has it");
          }
        }));
    assertOrder();
  }

  @Test
  void queue_fedFromRegionOfAnotherTask_doesNotDeadlock() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          BlockingQueue<String> answers = new LinkedBlockingQueue<>();
          nursery.startSoon(() ->
              Terzetto.blocking(() -> {
                for (int i = 0; i < 100; i++) {
                  answers.add("answer to " + queue.take());
                }
              }));
          for (int i = 0; i < 100; i++) {
            queue.add("question " + i);
            if (i == 0) {
              // The other task enters its region; from here on main holds the loop.
              Ticker.until(() -> !answers.isEmpty());
            }
            assertEquals("answer to question " + i, answers.take());
          }
        }));
  }
}
