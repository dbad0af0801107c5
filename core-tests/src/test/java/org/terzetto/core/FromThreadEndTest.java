package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;
import org.terzetto.thread.FromThread;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

/** Calls from threads into a run that is about to end, or has. */
class FromThreadEndTest {
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  /** A thread that calls into a run, and what came of it. */
  private static final class Caller {
    final BlockingQueue<Object> outcome = new LinkedBlockingQueue<>();
    final Thread thread;

    Caller(RunToken token, TaskBody body) {
      thread =
          ForeignThreads.start(() -> {
            try {
              FromThread.run(token, body);
              outcome.add("returned");
            } catch (Throwable failure) {
              outcome.add(failure);
            }
          });
    }
  }

  @Test
  @Covers("THR-15")
  void afterTheRun_isRefused() throws Exception {
    RunToken token = Terzetto.run(() -> RunToken.current());
    assertThrows(
        RunFinishedException.class, () -> FromThread.run(token, () -> log.add("too late")));
    assertThrows(
        RunFinishedException.class, () -> FromThread.call(token, () -> log.add("too late")));
    assertEquals(List.of(), log);
  }

  @Test
  @Covers("THR-15")
  void abandonedWorker_afterTheRun_isRefused() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    BlockingQueue<Throwable> refusals = new LinkedBlockingQueue<>();
    Terzetto.run(() -> {
      SystemTasks.spawn(
          "leaves a worker behind",
          () ->
              ToThread.run(
                  ThreadOptions.defaults().withAbandonOnCancel(true),
                  () -> {
                    begun.countDown();
                    hold.await();
                    refusals.add(
                        assertThrows(
                            RunFinishedException.class,
                            () -> FromThread.run(() -> log.add("too late"))));
                    refusals.add(
                        assertThrows(
                            RunFinishedException.class,
                            () -> FromThread.call(() -> log.add("too late"))));
                  }));
      Terzetto.blocking(() -> begun.await());
    });
    hold.countDown();
    refusals.take();
    refusals.take();
    assertEquals(List.of(), log);
  }

  @Test
  @Covers("THR-15")
  void withAToken_onceTheSystemTasksAreClosedDown_isRefused() throws Exception {
    List<Caller> callers = new ArrayList<>();
    Terzetto.run(() -> {
      RunToken token = RunToken.current();
      SystemTasks.spawn(
          "the last one",
          () -> {
            try {
              Terzetto.sleepForever();
            } finally {
              // Its last step, in which the callers get in line; their turn comes after it.
              callers.add(new Caller(token, () -> log.add("too late")));
              ForeignThreads.await(() -> RunStatistics.current().callbacksQueued() == 1);
            }
          });
      TaskProbe.waitAllTasksBlocked();
    });
    Object outcome = callers.getFirst().outcome.take();
    assertEquals(RunFinishedException.class, outcome.getClass());
    assertEquals(List.of(), log);
  }

  @Test
  @Covers("THR-15")
  void inAWorker_whileTheSystemTasksAreClosedDown_works() throws Exception {
    Terzetto.run(() -> {
      SystemTasks.spawn(
          "cleans up",
          () -> {
            try {
              Terzetto.sleepForever();
            } finally {
              Shield.run(() ->
                  ToThread.<Exception>run(() -> {
                    FromThread.run(() -> {
                      Checkpoints.checkpoint();
                      log.add("ran");
                    });
                    FromThread.call(() -> log.add("called"));
                  }));
            }
          });
      TaskProbe.waitAllTasksBlocked();
    });
    assertEquals(List.of("ran", "called"), log);
  }

  @Test
  @Covers("THR-16")
  void withAToken_mainEndsMeanwhile_bothSidesSeeTheCancellation() throws Exception {
    LogCapture debug = LogCapture.of("org.terzetto.Debug");
    try {
      List<Caller> callers = new ArrayList<>();
      Terzetto.run(
          RunOptions.defaults().withDebug(true),
          () -> {
            CountDownLatch begun = new CountDownLatch(1);
            callers.add(
                new Caller(
                    RunToken.current(),
                    () -> {
                      begun.countDown();
                      try {
                        Terzetto.sleepForever();
                      } catch (Cancelled cancelled) {
                        log.add("the function: " + cancelled.reason().source());
                        throw cancelled;
                      }
                    }));
            Terzetto.blocking(() -> begun.await());
          });
      Cancelled cancelled = (Cancelled) callers.getFirst().outcome.take();
      log.add("the thread: " + cancelled.reason().source());
      assertEquals(
          List.of("the function: " + CancelSource.SHUTDOWN, "the thread: " + CancelSource.SHUTDOWN),
          log);
      assertEquals(List.of(), debug.records(), "nobody has swallowed it");
    } finally {
      debug.close();
    }
  }

  @Test
  void runThatBreaks_leavesNoWorkerWaiting() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    assertThrows(
        TerzettoInternalError.class,
        () ->
            Terzetto.run(() -> {
              SystemTasks.spawn(
                  "breaks the run",
                  () -> {
                    Terzetto.blocking(() -> begun.await());
                    hold.countDown();
                    throw new IllegalStateException("a system task fails");
                  });
              ToThread.<Exception>run(() -> {
                begun.countDown();
                hold.await();
                try {
                  FromThread.run(() -> Terzetto.sleepForever());
                } catch (Cancelled cancelled) {
                  ended.add("cancelled");
                  throw cancelled;
                }
              });
            }));
    assertEquals("cancelled", ended.take());
    assertFalse(Terzetto.inRun());
  }
}
