package org.terzetto.benchmarks.micro;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;

/** The JDK's virtual threads, and the queues of {@code java.util.concurrent}. */
@SuppressWarnings("ThreadPriorityCheck") // one carrier: to yield is to switch
public final class VirtualThreadWorks implements Works {
  private static final Duration LONG = Duration.ofHours(1);

  // One carrier, and threads switch only where they block: no races on these.
  private int count;
  private int ended;
  private int turn;

  @Override
  public Map<String, Work> works() {
    return Map.of(
        "switch-2", (size, probe) -> ring(2, size, probe),
        "switch-1000", (size, probe) -> ring(1000, size, probe),
        "spawn", this::spawn,
        "parked", this::parked,
        "handoff-0", (size, probe) -> handOff(new SynchronousQueue<>(), size, probe),
        "handoff-100", (size, probe) -> handOff(new ArrayBlockingQueue<>(100), size, probe),
        "sleeps", this::sleeps,
        "cancel", this::cancel,
        "cancel-10000", this::cancel);
  }

  /** The threads stand in a ring; each wakes the next one, and parks until it is its turn again. */
  private void ring(int tasks, int size, Probe probe) throws Exception {
    Thread[] ring = new Thread[tasks];
    turn = 0;
    for (int i = 0; i < tasks; i++) {
      int place = i;
      ring[i] = Thread.ofVirtual().unstarted(() -> goRound(ring, place, size / tasks));
    }
    VirtualThreads.measured(
        probe,
        () -> {
          for (Thread thread : ring) {
            thread.start();
          }
          VirtualThreads.join(ring);
        });
  }

  private void goRound(Thread[] ring, int place, int times) {
    int next = (place + 1) % ring.length;
    for (int i = 0; i < times; i++) {
      while (turn != place) {
        LockSupport.park();
      }
      turn = next;
      LockSupport.unpark(ring[next]);
    }
  }

  private void spawn(int size, Probe probe) throws Exception {
    count = 0;
    VirtualThreads.measured(
        probe,
        () -> {
          CountDownLatch all = new CountDownLatch(size);
          for (int i = 0; i < size; i++) {
            Thread.startVirtualThread(() -> {
              count++;
              all.countDown();
            });
          }
          all.await();
        });
    Results.requireAll(size, count);
  }

  private void parked(int size, Probe probe) throws Exception {
    VirtualThreads.run(() -> {
      Thread[] sleepers = new Thread[size];
      probe.start();
      startSleepers(sleepers);
      probe.stop();
      probe.measureLive();
      VirtualThreads.interruptAndJoin(sleepers);
    });
  }

  private void cancel(int size, Probe probe) throws Exception {
    VirtualThreads.run(() -> {
      Thread[] sleepers = new Thread[size];
      startSleepers(sleepers);
      probe.start();
      VirtualThreads.interruptAndJoin(sleepers);
      probe.stop();
    });
    Results.requireAll(size, ended);
  }

  private void startSleepers(Thread[] sleepers) {
    count = 0;
    ended = 0;
    for (int i = 0; i < sleepers.length; i++) {
      sleepers[i] =
          Thread.startVirtualThread(() -> {
            count++;
            sleep(LONG);
            ended++;
          });
    }
    while (count < sleepers.length) {
      Thread.yield();
    }
  }

  private void sleeps(int size, Probe probe) throws Exception {
    Duration[] lengths = SleepLengths.durations(size);
    ended = 0;
    VirtualThreads.measured(
        probe,
        () -> {
          CountDownLatch all = new CountDownLatch(size);
          for (Duration length : lengths) {
            Thread.startVirtualThread(() -> {
              sleep(length);
              ended++;
              all.countDown();
            });
          }
          all.await();
        });
    Results.requireAll(size, ended);
  }

  private static void sleep(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      // Cancelled: the thread ends.
    }
  }

  private static void handOff(BlockingQueue<Object> queue, int size, Probe probe) throws Exception {
    VirtualThreads.measured(
        probe,
        () -> {
          Thread sender = Thread.startVirtualThread(() -> send(queue, size));
          int right = 0;
          for (int i = 0; i < size; i++) {
            if (queue.take() == Results.VALUE) {
              right++;
            }
          }
          sender.join();
          Results.requireAll(size, right);
        });
  }

  private static void send(BlockingQueue<Object> queue, int times) {
    try {
      for (int i = 0; i < times; i++) {
        queue.put(Results.VALUE);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
