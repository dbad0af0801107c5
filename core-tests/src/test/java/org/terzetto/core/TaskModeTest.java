package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskMode;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.testing.MockClock;

/** How tasks hold their stacks: what is the same in both modes, and how one chooses. */
class TaskModeTest {
  private static final TaskMode MODE =
      TaskMode.valueOf(System.getProperty("terzetto.taskMode").toUpperCase(Locale.ROOT));

  @Test
  void mode_isTheOneTheSystemPropertyAsksFor() throws Exception {
    assertEquals(MODE, Terzetto.run(() -> RunStatistics.current().taskMode()));
  }

  @Test
  void portableMode_isAvailableEverywhere() throws Exception {
    RunOptions portable = RunOptions.defaults().withTaskMode(TaskMode.PORTABLE);
    assertEquals(
        TaskMode.PORTABLE,
        Terzetto.run(
            portable,
            () -> {
              Checkpoints.checkpoint();
              return RunStatistics.current().taskMode();
            }));
  }

  @Test
  @EnabledIfSystemProperty(named = "terzetto.taskMode", matches = "portable")
  void loopMode_withoutTheFlag_isRefusedWithTheFlagInTheMessage() {
    RunOptions loop = RunOptions.defaults().withTaskMode(TaskMode.LOOP);
    List<String> events = new ArrayList<>();
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> Terzetto.run(loop, () -> events.add("main")));
    assertTrue(
        refused.getMessage().contains("--add-opens java.base/java.lang="), refused.getMessage());
    assertEquals(List.of(), events);
  }

  @Test
  void task_hasVirtualThreadOfItsOwn() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Thread mine = Thread.currentThread();
          assertTrue(mine.isVirtual());
          assertSame(mine, Task.current().thread());
          Task<?> child =
              nursery.startSoon(() -> {
                assertSame(Task.current().thread(), Thread.currentThread());
                Checkpoints.checkpoint();
                assertSame(Task.current().thread(), Thread.currentThread());
              });
          assertTrue(child.thread() != mine);
          Checkpoints.checkpoint();
          assertSame(mine, Thread.currentThread());
        }));
  }

  @Test
  void monitor_heldAcrossSuspension_staysWithItsTask() throws Exception {
    Object monitor = new Object();
    List<String> events = new ArrayList<>();
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> {
                Terzetto.sleep(Duration.ofSeconds(1));
                events.add("other");
              });
              synchronized (monitor) {
                Terzetto.sleep(Duration.ofSeconds(2));
                assertTrue(Thread.holdsLock(monitor));
                events.add("owner");
              }
            }));
    assertEquals(List.of("other", "owner"), events);
  }

  @Test
  void virtualThread_startedByTask_runsWhileTheTaskComputes() throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "the JDK has one carrier thread");
    Terzetto.run(() -> {
      CountDownLatch ran = new CountDownLatch(1);
      Thread thread = Thread.startVirtualThread(ran::countDown);
      while (ran.getCount() > 0) {
        Thread.onSpinWait();
      }
      thread.join();
      Checkpoints.checkpoint();
    });
  }

  @Test
  void virtualThreads_startedByTask_blockAndGoOnWithoutTheLoop() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Ticker ticker = new Ticker();
          nursery.startSoon("ticker", ticker);
          try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
              int expected = i;
              Future<Integer> sum =
                  executor.submit(() -> {
                    Thread.sleep(0, 1);
                    Thread.yield();
                    return executor.submit(() -> expected).get();
                  });
              assertEquals(expected, Terzetto.blocking(() -> sum.get()));
            }
          }
          assertTrue(ticker.turns() >= 100);
          ticker.stop();
        }));
  }

  private static void suspendAtDepth(int depth) throws InterruptedException {
    if (depth > 0) {
      suspendAtDepth(depth - 1);
    } else {
      Checkpoints.checkpoint();
    }
  }

  @Test
  void suspension_tooDeepForTheStack_failsInItsTaskAndNowhereElse() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withLongStep(Duration.ZERO),
        () ->
            Nursery.run(nursery -> {
              Ticker ticker = new Ticker();
              nursery.startSoon("ticker", ticker);
              assertThrows(
                  StackOverflowError.class,
                  () -> {
                    for (int depth = 1_000; ; depth += depth / 10) {
                      suspendAtDepth(depth);
                    }
                  });
              long before = ticker.turns();
              Checkpoints.checkpoint();
              Checkpoints.checkpoint();
              assertTrue(ticker.turns() > before);
              ticker.stop();
            }));
  }
}
