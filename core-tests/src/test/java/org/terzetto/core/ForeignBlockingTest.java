package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

/** Blocking calls that know nothing of the run, and unparks that come from outside. */
class ForeignBlockingTest {
  private int counter; // guarded by a monitor in the test

  @Test
  @Covers("SCH-4")
  void threadSleep_inTwoChildren_isNotShared() throws Exception {
    List<String> log = new ArrayList<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("child1", "child2")) {
                nursery.startSoon(
                    name,
                    () -> {
                      log.add(name + " starts");
                      Thread.sleep(20);
                      log.add(name + " ends");
                    });
              }
            }));
    assertOneAfterAnother(log);
    ScheduleTrace trace = ScheduleTrace.of(recording);
    assertEquals(1, trace.stepsOf("child1").size());
    assertEquals(1, trace.stepsOf("child2").size());
  }

  @Test
  @Covers("SCH-4")
  void contendedMonitor_whileOthersAreRunnable_holdsTheLoop() throws Exception {
    Object monitor = new Object();
    assertBlockingIsNotShared(
        release -> {
          synchronized (monitor) {
            release.run();
          }
        },
        () -> {
          synchronized (monitor) {
            counter++;
          }
        });
  }

  @Test
  @Covers("SCH-4")
  void contendedLock_whileOthersAreRunnable_holdsTheLoop() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    assertBlockingIsNotShared(
        release -> {
          lock.lock();
          try {
            release.run();
          } finally {
            lock.unlock();
          }
        },
        () -> {
          lock.lock();
          lock.unlock();
        });
  }

  @Test
  @Covers("SCH-4")
  void contendedLock_ownedByATaskInsideBlocking_isNoDeadlock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() ->
                  Terzetto.blocking(() -> {
                    lock.lock();
                    try {
                      while (!lock.hasQueuedThreads()) {
                        Thread.sleep(1);
                      }
                    } finally {
                      lock.unlock();
                    }
                  }));
              while (!lock.isLocked()) {
                Checkpoints.checkpoint();
              }
              nursery.startSoon(() -> log.add("other"));
              lock.lock(); // holds the loop; only the owner may go on
              lock.unlock();
              log.add("main");
            }));
    assertEquals(List.of("main", "other"), log);
  }

  private interface Holder {
    void holdDuring(Runnable hold);
  }

  /**
   * A foreign thread holds what {@code enter} needs, until the first of two children has blocked in
   * it, and a while longer.
   */
  private static void assertBlockingIsNotShared(Holder holder, Runnable enter) throws Exception {
    List<String> log = new ArrayList<>();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch entering = new CountDownLatch(1);
    Thread[] first = new Thread[1];
    Runnable holdUntilBlocked =
        () -> {
          held.countDown();
          ForeignThreads.await(() -> entering.getCount() == 0);
          ForeignThreads.awaitBlocked(first[0], () -> true);
          LockSupport.parkNanos(20_000_000); // enough for another task to run, if it could
        };
    Thread foreign = ForeignThreads.start(() -> holder.holdDuring(holdUntilBlocked));
    held.await();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("child1", "child2")) {
                nursery.startSoon(
                    name,
                    () -> {
                      log.add(name + " starts");
                      if (first[0] == null) {
                        first[0] = Thread.currentThread();
                        entering.countDown();
                      }
                      enter.run();
                      log.add(name + " ends");
                    });
              }
            }));
    foreign.join();
    assertOneAfterAnother(log);
  }

  private static void assertOneAfterAnother(List<String> log) {
    List<String> first = List.of("child1 starts", "child1 ends", "child2 starts", "child2 ends");
    List<String> second = List.of("child2 starts", "child2 ends", "child1 starts", "child1 ends");
    assertTrue(log.equals(first) || log.equals(second), log::toString);
  }

  @Test
  @Covers("SCH-19")
  void foreignBlockingCall_inATask_holdsTheLoopUntilItIsServed() throws Exception {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Thread[] taker = {Task.current().thread()};
          Nursery.run(nursery -> {
            nursery.startSoon(() -> log.add("other"));
            ForeignThreads.start(() -> {
              ForeignThreads.awaitBlocked(taker[0], () -> true);
              LockSupport.parkNanos(20_000_000); // enough for the other task, if it could
              queue.add("served");
            });
            log.add(queue.take());
          });
          Checkpoints.checkpoint();
          log.add("main goes on");
        });
    assertEquals(List.of("served", "other", "main goes on"), log);
  }

  @Test
  @Covers("SCH-19")
  void foreignBlockingCall_insideBlocking_letsOthersRun() throws Exception {
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> log.add(Terzetto.blocking(queue::take)));
              TaskProbe.waitAllTasksBlocked();
              log.add("other");
              queue.add("served");
            }));
    assertEquals(List.of("other", "served"), log);
  }

  @Test
  @Covers("SCH-19")
  void foreignUnpark_ofASuspendedTask_doesNotWakeIt() throws Exception {
    List<String> log = new ArrayList<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              Gate gate = new Gate();
              Task<?> sleeper =
                  nursery.startSoon(
                      "sleeper",
                      () -> {
                        gate.await();
                        log.add("woken");
                      });
              TaskProbe.waitAllTasksBlocked();
              for (int i = 0; i < 10; i++) {
                LockSupport.unpark(sleeper.thread());
                TaskProbe.waitAllTasksBlocked(Duration.ofMillis(1));
              }
              ForeignThreads.join(() -> LockSupport.unpark(sleeper.thread()));
              TaskProbe.waitAllTasksBlocked(Duration.ofMillis(10));
              log.add("opening");
              gate.open();
            }));
    assertEquals(List.of("opening", "woken"), log);
    assertEquals(2, ScheduleTrace.of(recording).stepsOf("sleeper").size());
  }
}
