package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.thread.FromThread;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

class FromThreadTest {
  private static final ThreadOptions ABANDON = ThreadOptions.defaults().withAbandonOnCancel(true);
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  // ---- in the task that waits -----------------------------------------------------------------

  @Test
  @Covers("THR-11")
  void run_inAWorker_isExecutedByTheTaskThatWaits() throws Exception {
    Terzetto.run(() ->
        CancelScope.failAfter(
            HOUR,
            scope -> {
              Task<?> me = Task.current();
              LoopTime deadline = CancelScope.effectiveDeadline();
              String value =
                  ToThread.<String, Exception>run(() ->
                      FromThread.run(() -> {
                        Checkpoints.checkpoint();
                        assertSame(me, Task.current());
                        assertSame(me.thread(), Thread.currentThread());
                        assertEquals(deadline, CancelScope.effectiveDeadline());
                        return "value";
                      }));
              assertEquals("value", value);
            }));
  }

  @Test
  @Covers("THR-11")
  void call_inAWorker_isExecutedByTheTaskThatWaits() throws Exception {
    Terzetto.run(() ->
        CancelScope.failAfter(
            HOUR,
            scope -> {
              Task<?> me = Task.current();
              LoopTime deadline = CancelScope.effectiveDeadline();
              ToThread.run(() -> {
                assertSame(me, FromThread.<Task<?>>call(() -> Task.current()));
                FromThread.call(() -> log.add(String.valueOf(CancelScope.effectiveDeadline())));
              });
              assertEquals(List.of(deadline.toString()), log);
            }));
  }

  @Test
  @Covers("THR-11")
  void run_functionFails_throwsThatVeryObjectInTheThread() throws Exception {
    IOException checked = new IOException("checked");
    IllegalArgumentException unchecked = new IllegalArgumentException("unchecked");
    Terzetto.run(() ->
        ToThread.<Exception>run(() -> {
          assertSame(
              checked, assertThrows(IOException.class, () -> FromThread.run(failing(checked))));
          assertSame(
              unchecked,
              assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      FromThread.call(
                          (Runnable)
                              () -> {
                                throw unchecked;
                              })));
        }));
  }

  private static TaskBody failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  @Covers("THR-11")
  void run_usesNurseriesAndScopesOfItsTask() throws Exception {
    Terzetto.run(() ->
        ToThread.<Exception>run(() -> {
          FromThread.run(() ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> log.add("a child"));
                Checkpoints.checkpoint();
              }));
          FromThread.run(() -> {
            CancelScope scope =
                CancelScope.moveOnAfter(Duration.ZERO, s -> Terzetto.sleepForever());
            log.add("caught " + scope.cancelledCaught());
          });
        }));
    assertEquals(List.of("a child", "caught true"), log);
  }

  /** Appendix C, 54. */
  @Test
  @Covers({"THR-13", "C-54"})
  void run_taskIsCancelled_learnsItAtTheFirstCheckpoint() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          nursery.startSoon(() -> {
            Terzetto.blocking(() -> begun.await());
            scope.cancel("the host");
            cancelled.countDown();
          });
          scope.run(s ->
              ToThread.<Exception>run(() -> {
                begun.countDown();
                cancelled.await();
                FromThread.call(() -> log.add("plain functions work"));
                FromThread.run(() -> log.add("as do those without a checkpoint"));
                Cancelled thrown =
                    assertThrows(
                        Cancelled.class,
                        () ->
                            FromThread.run(() -> {
                              log.add("until the first checkpoint");
                              Checkpoints.checkpoint();
                              log.add("not reached");
                            }));
                log.add(thrown.reason().text());
                FromThread.run(() -> log.add("and again"));
                FromThread.run(() -> Terzetto.sleepForever());
              }));
          assertTrue(scope.cancelledCaught());
        }));
    assertEquals(
        List.of(
            "plain functions work",
            "as do those without a checkpoint",
            "until the first checkpoint",
            "the host",
            "and again"),
        log);
  }

  // ---- in the run -----------------------------------------------------------------------------

  private static void assertInASystemTask(Task<?> waiting) {
    Task<?> self = Task.current();
    assertNotSame(waiting, self);
    assertSame(Task.root(), self.parentNursery().orElseThrow().parentTask());
    assertEquals(LoopTime.NEVER, CancelScope.effectiveDeadline());
  }

  private static String calledBy() {
    return Task.current().name();
  }

  @Test
  @Covers("THR-12")
  void inAnAbandonableWorker_functionsRunInTasksOfTheSystem() throws Exception {
    Terzetto.run(() ->
        CancelScope.failAfter(
            HOUR,
            scope -> {
              Task<?> me = Task.current();
              ToThread.<Exception>run(
                  ABANDON,
                  () -> {
                    FromThread.run(() -> {
                      assertInASystemTask(me);
                      Checkpoints.checkpoint();
                      log.add("ran");
                    });
                    log.add(FromThread.call(() -> calledBy()));
                  });
            }));
    assertEquals(List.of("ran", "<call soon task>"), log);
  }

  @Test
  @Covers("THR-12")
  void withAToken_functionsRunInTasksOfTheSystem() throws Exception {
    Terzetto.run(() ->
        CancelScope.failAfter(
            HOUR,
            scope -> {
              RunToken token = RunToken.current();
              Task<?> me = Task.current();
              ToThread.<Exception>run(() -> useToken(token, me)); // a worker may name it too
              Thread foreign = ForeignThreads.start(() -> useToken(token, me));
              Terzetto.blocking(() -> foreign.join());
            }));
    assertEquals(
        List.of("ran", "<call soon task>", "value", "ran", "<call soon task>", "value"), log);
  }

  private void useToken(RunToken token, Task<?> waiting) throws Exception {
    FromThread.run(
        token,
        () -> {
          assertInASystemTask(waiting);
          Checkpoints.checkpoint();
          log.add("ran");
        });
    FromThread.call(token, () -> log.add(calledBy()));
    log.add(FromThread.run(token, () -> FromThreadTest.after(Checkpoints::checkpoint)));
  }

  private static String after(TaskBody body) throws Exception {
    body.run();
    return "value";
  }

  @Test
  @Covers("THR-12")
  void withAToken_functionFails_harmsNobodyElse() throws Exception {
    IOException failure = new IOException("the function fails");
    Terzetto.run(() -> {
      RunToken token = RunToken.current();
      Terzetto.blocking(() -> {
        assertSame(
            failure,
            assertThrows(IOException.class, () -> FromThread.run(token, failing(failure))));
        assertThrows(
            ArithmeticException.class,
            () -> FromThread.call(token, (Runnable) () -> Math.floorDiv(1, 0)));
      });
      Checkpoints.checkpoint();
      log.add("the run goes on");
    });
    assertEquals(List.of("the run goes on"), log);
  }

  @Test
  void interruption_ofTheThread_doesNotEndItsWait() throws Exception {
    Terzetto.run(() ->
        ToThread.<Exception>run(() -> {
          Thread.currentThread().interrupt();
          assertEquals("value", FromThread.<String>run(() -> after(Checkpoints::checkpoint)));
          assertTrue(Thread.interrupted());
        }));
  }

  // ---- misuse ---------------------------------------------------------------------------------

  @Test
  @Covers("THR-14")
  void withoutAToken_inAThreadThatIsNoWorker_isRefused() throws Exception {
    assertNotAWorker();
    Terzetto.run(() -> {
      ForeignThreads.join(this::assertNotAWorker);
      Terzetto.blocking(this::assertNotAWorker);
      ToThread.run(() -> ForeignThreads.join(this::assertNotAWorker)); // the worker's own thread
    });
    assertEquals(List.of(), log);
  }

  private void assertNotAWorker() {
    assertRefused(() -> FromThread.run(() -> log.add("ran")));
    assertRefused(() -> FromThread.<Object>run(() -> null));
    assertRefused(() -> FromThread.call(() -> log.add("ran")));
    assertRefused(() -> FromThread.<Object>call(() -> null));
  }

  private static void assertRefused(org.junit.jupiter.api.function.Executable misuse) {
    assertThrows(IllegalStateException.class, misuse);
  }

  @Test
  @Covers("THR-14")
  void insideARun_isRefused() throws Exception {
    Terzetto.run(() -> {
      RunToken token = RunToken.current();
      assertUseless(token);
      token.runSoon(() -> assertUseless(token));
      Checkpoints.checkpoint();
      ToThread.<Exception>run(() -> FromThread.run(() -> assertUseless(token)));
    });
    assertEquals(List.of(), log);
  }

  private void assertUseless(RunToken token) {
    assertRefused(() -> FromThread.run(token, () -> log.add("ran")));
    assertRefused(() -> FromThread.run(token, () -> "value"));
    assertRefused(() -> FromThread.call(token, () -> log.add("ran")));
    assertRefused(() -> FromThread.<String>call(token, () -> "value"));
    assertNotAWorker();
  }

  @Test
  @Covers("THR-14")
  void null_isRefused() throws Exception {
    Terzetto.run(() -> {
      RunToken token = RunToken.current();
      ToThread.run(() -> {
        assertThrows(NullPointerException.class, () -> FromThread.run((TaskBody) null));
        assertThrows(NullPointerException.class, () -> FromThread.call((Runnable) null));
        assertThrows(NullPointerException.class, () -> FromThread.run(token, (TaskBody) null));
        assertThrows(NullPointerException.class, () -> FromThread.call(token, (Runnable) null));
        assertThrows(
            NullPointerException.class, () -> FromThread.run((RunToken) null, () -> log.add("x")));
        assertThrows(
            NullPointerException.class, () -> FromThread.call((RunToken) null, () -> log.add("x")));
        assertFalse(FromThread.call(() -> log.contains("x")));
      });
    });
  }
}
