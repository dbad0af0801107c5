package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

/** Who runs, and when the turn passes on. */
class SchedulingTest {
  private int counter; // plain, since tasks take turns

  @Test
  @Covers("SCH-1")
  void tasks_thatTakeTurns_neverOverlap() throws Exception {
    AtomicInteger running = new AtomicInteger();
    Set<Thread> threads = new HashSet<>();
    Terzetto.run(
        autojump(),
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < 50; i++) {
                boolean sleeper = i % 2 == 0;
                nursery.startSoon(() -> {
                  for (int step = 0; step < 100; step++) {
                    assertEquals(1, running.incrementAndGet());
                    counter++;
                    spin(100);
                    assertSame(Thread.currentThread(), Task.current().thread());
                    assertEquals(0, running.decrementAndGet());
                    pause(sleeper);
                  }
                  assertTrue(Thread.currentThread().isVirtual());
                  threads.add(Thread.currentThread());
                });
              }
            }));
    assertEquals(5000, counter);
    assertEquals(50, threads.size());
  }

  private static void pause(boolean asleep) throws InterruptedException {
    if (asleep) {
      Terzetto.sleep(Duration.ofMillis(1));
    } else {
      Checkpoints.checkpoint();
    }
  }

  @Test
  @Covers("SCH-2")
  void task_betweenCheckpoints_keepsTheTurn() throws Exception {
    List<String> log = new ArrayList<>();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> log.add("child"));
              long until = System.nanoTime() + 20_000_000;
              while (System.nanoTime() < until) {
                spin(1000);
                Thread.yield(); // suspends the virtual thread, not the task
                Checkpoints.checkpointIfCancelled(); // suspends only if cancelled
              }
              log.add("main");
            }));
    assertEquals(List.of("main", "child"), log);
    ScheduleTrace trace = ScheduleTrace.of(recording);
    assertEquals(2, steps(trace, "main").size(), "one until the block ends, one behind it");
  }

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
    assertEquals(1, steps(trace, "child1").size());
    assertEquals(1, steps(trace, "child2").size());
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
  @Covers("SCH-8")
  void taskMadeRunnableDuringABatch_waitsForTheNext() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              Gate first = new Gate();
              Gate second = new Gate();
              nursery.startSoon(
                  "waker",
                  () -> {
                    first.await();
                    second.open();
                  });
              nursery.startSoon("companion", first::await);
              nursery.startSoon("woken", second::await);
              TaskProbe.waitAllTasksBlocked();
              first.open();
            }));
    ScheduleTrace trace = ScheduleTrace.of(recording);
    ScheduleTrace.Pass waking = trace.passOfStep("waker", 1);
    assertEquals(Set.of("waker", "companion"), Set.copyOf(waking.tasks()));
    ScheduleTrace.Pass next = trace.passes().get(trace.passes().indexOf(waking) + 1);
    assertEquals(List.of("woken"), next.tasks());
  }

  @Test
  @Covers("SCH-8")
  void batch_always_holdsExactlyTheTasksThatWereRunnable() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(autojump().withInstrument(recording), SchedulingTest::mixedProgram);
    ScheduleTrace trace = ScheduleTrace.of(recording);
    List<List<String>> runnable = trace.runnable();
    for (int i = 0; i < runnable.size(); i++) {
      assertEquals(
          runnable.get(i).stream().sorted().toList(),
          trace.passes().get(i).tasks().stream().sorted().toList(),
          "pass " + i);
    }
  }

  /** Tasks that spawn, checkpoint, sleep and wake each other. */
  private static void mixedProgram() throws InterruptedException {
    Nursery.run(nursery -> {
      Gate gate = new Gate();
      for (int i = 0; i < 10; i++) {
        int id = i;
        nursery.startSoon(
            "task" + id,
            () -> {
              for (int step = 0; step < id; step++) {
                Checkpoints.checkpoint();
              }
              Terzetto.sleep(Duration.ofMillis(id / 3));
              if (id == 8) {
                gate.open();
              }
              gate.await();
              nursery.startSoon("grandchild" + id, Checkpoints::checkpoint);
            });
      }
    });
  }

  @Test
  @Covers("SCH-9")
  void alwaysRunnableTasks_doNotDelayDeadlines() throws Exception {
    MockClock clock = new MockClock();
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withClock(clock).withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("sleeper", () -> Terzetto.sleep(Duration.ofSeconds(1)));
              TaskProbe.waitAllTasksBlocked();
              startSpinners(nursery);
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              recording.clear();
              clock.jump(Duration.ofSeconds(1));
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              nursery.cancelScope().cancel();
            }));
    List<String> events = recording.events().stream().map(Object::toString).toList();
    String nextPass =
        events.stream().filter(e -> e.startsWith("afterIoWait")).findFirst().orElseThrow();
    List<String> afterFirstWait = events.subList(events.indexOf(nextPass) + 1, events.size());
    assertEquals("taskScheduled sleeper", afterFirstWait.getFirst());
  }

  /** At most so many batches go by without a look for I/O; see the loop. */
  private static final int MAX_BATCHES_WITHOUT_POLL = 15;

  @Test
  @Covers("SCH-9")
  void alwaysRunnableTasks_delayIoByFewBatchesOnly() throws Exception {
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      boolean[] read = new boolean[1];
      Terzetto.run(
          RunOptions.defaults(),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> {
                  Readiness.of(source).waitReadable();
                  read[0] = true;
                });
                TaskProbe.waitAllTasksBlocked();
                startSpinners(nursery);
                sink.write(ByteBuffer.allocate(1));
                for (int i = 0; i < MAX_BATCHES_WITHOUT_POLL + 2; i++) {
                  Checkpoints.checkpoint();
                }
                assertTrue(read[0]);
                nursery.cancelScope().cancel();
              }));
    }
  }

  private static void startSpinners(Nursery nursery) {
    for (int i = 0; i < 3; i++) {
      nursery.startSoon(() -> {
        while (true) {
          Checkpoints.checkpoint();
        }
      });
    }
  }

  @Test
  @Covers("SCH-13")
  void startSoon_child_doesNotRunBeforeItsSpawnerSuspends() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> {
                log.add("child");
                nursery.startSoon(() -> log.add("grandchild"));
                log.add("child goes on");
              });
              nursery.startSoon(() -> counter++);
              assertEquals(0, counter);
              log.add("main goes on");
            }));
    assertEquals(List.of("main goes on", "child", "child goes on", "grandchild"), log);
    assertEquals(1, counter);
  }

  @Test
  @Covers("SCH-14")
  void checkpoint_bare_takesTheNextTurnInTheFollowingBatch() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("a", "b", "c")) {
                nursery.startSoon(
                    name,
                    () -> {
                      for (int i = 0; i < 5; i++) {
                        Checkpoints.checkpoint();
                      }
                    });
              }
            }));
    ScheduleTrace trace = ScheduleTrace.of(recording);
    int first = trace.passes().indexOf(trace.passOfStep("a", 0));
    for (int i = 0; i < 6; i++) {
      assertEquals(
          List.of("a", "b", "c"), trace.passes().get(first + i).tasks().stream().sorted().toList());
    }
  }

  @Test
  @Covers("SCH-17")
  void sleep_inTenThousandTasks_eachWakesOnTime() throws Exception {
    Terzetto.run(
        autojump(),
        () -> {
          LoopTime start = Terzetto.currentTime();
          Nursery.run(nursery -> {
            for (int i = 0; i < 10_000; i++) {
              Duration duration = Duration.ofSeconds(1 + i * 7919 % 100);
              nursery.startSoon(() -> {
                Terzetto.sleep(duration);
                assertEquals(start.plus(duration), Terzetto.currentTime());
                counter++;
              });
            }
          });
          assertEquals(Duration.ofSeconds(100), Terzetto.currentTime().since(start));
        });
    assertEquals(10_000, counter);
  }

  @Test
  @Covers("SCH-18")
  void sleep_inTwoChildrenForOneSecond_takesOneSecond() throws Exception {
    Terzetto.run(
        new SimulatedTime().in(RunOptions.defaults()),
        () -> {
          LoopTime start = Terzetto.currentTime();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(1)));
            nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(1)));
          });
          assertEquals(Duration.ofSeconds(1), Terzetto.currentTime().since(start));
        });
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
    assertEquals(2, steps(ScheduleTrace.of(recording), "sleeper").size());
  }

  private static List<ScheduleTrace.Step> steps(ScheduleTrace trace, String task) {
    return trace.passes().stream()
        .flatMap(pass -> pass.steps().stream())
        .filter(step -> step.task().equals(task))
        .toList();
  }

  private static RunOptions autojump() {
    return RunOptions.defaults().withClock(new MockClock().autojumpThreshold(Duration.ZERO));
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
