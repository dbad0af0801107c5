package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Clock;
import org.terzetto.spi.IoBackend;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.TaskProbe;

class InternalErrorTest {
  private static TerzettoInternalError internalErrorOf(RunOptions options, TaskBody main) {
    return assertThrows(TerzettoInternalError.class, () -> Terzetto.run(options, main));
  }

  private static void spawnCrasher(Throwable failure) {
    SystemTasks.spawn(
        "crasher",
        () -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        });
  }

  @Test
  @Covers("RUN-15")
  void systemTaskCrash_runThrowsInternalErrorWithTheFailureInside() {
    for (Throwable failure :
        List.of(new IOException("a"), new IllegalStateException("b"), new AssertionError("c"))) {
      TerzettoInternalError error =
          internalErrorOf(
              RunOptions.defaults(),
              () -> {
                spawnCrasher(failure);
                Terzetto.sleepForever();
              });
      assertEquals(List.of(failure), InternalErrors.leavesOfCause(error));
    }
  }

  @Test
  @Covers("RUN-15")
  void systemTaskCrash_cancelsEveryTask() {
    List<String> log = new ArrayList<>();
    internalErrorOf(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              SystemTasks.spawn("other system task", () -> LoggedSleep.run("system", log));
              nursery.startSoon(() -> LoggedSleep.run("child", log));
              TaskProbe.waitAllTasksBlocked();
              spawnCrasher(new IOException("crash"));
              LoggedSleep.run("main", log);
            }));
    log.sort(null);
    assertEquals(List.of("child", "main", "system"), log);
  }

  @Test
  @Covers({"RUN-15", "EXG-1"})
  void systemTaskCrash_severalFailures_allAreInside() {
    IOException first = new IOException("first");
    IOException second = new IOException("second");
    TerzettoInternalError error =
        internalErrorOf(
            RunOptions.defaults(),
            () -> {
              SystemTasks.spawn(
                  "system",
                  () ->
                      Nursery.run(nursery -> {
                        nursery.startSoon(() -> failWhenCancelled(second));
                        nursery.startSoon(() -> {
                          TaskProbe.waitAllTasksBlocked();
                          throw first;
                        });
                      }));
              Terzetto.sleepForever();
            });
    assertEquals(List.of(first, second), InternalErrors.leavesOfCause(error));
  }

  @Test
  @Covers({"RUN-15", "C-20"})
  void systemTaskCrash_duringShutdown_isReportedWithoutCancelled() {
    IOException failure = new IOException("in clean-up");
    TerzettoInternalError error =
        internalErrorOf(
            RunOptions.defaults(),
            () -> {
              SystemTasks.spawn(
                  "system",
                  () ->
                      Nursery.run(nursery -> {
                        nursery.startSoon(() -> failWhenCancelled(failure));
                        nursery.startSoon(() -> Terzetto.sleepForever());
                      }));
              TaskProbe.waitAllTasksBlocked();
            });
    assertEquals(List.of(failure), InternalErrors.leavesOfCause(error));
  }

  private static void failWhenCancelled(Exception failure) throws Exception {
    try {
      Terzetto.sleepForever();
    } catch (Cancelled cancelled) {
      throw failure;
    }
  }

  @Test
  @Covers("RUN-15")
  void systemTaskCrash_withAnExceptionThatCannotBePrinted_isReportedLikeAnyOther() {
    UnprintableException failure = new UnprintableException();
    TerzettoInternalError error =
        internalErrorOf(
            RunOptions.defaults(),
            () -> {
              spawnCrasher(failure);
              Terzetto.sleepForever();
            });
    assertEquals(1, InternalErrors.leavesOfCause(error).size());
    assertSame(failure, InternalErrors.leavesOfCause(error).getFirst());
  }

  @Test
  @Covers("RUN-16")
  void internalError_mainFailedToo_itsFailureIsSuppressed() {
    IOException mainsFailure = new IOException("main");
    IOException crash = new IOException("crash");
    TerzettoInternalError error =
        internalErrorOf(
            RunOptions.defaults(),
            () -> {
              spawnCrasher(crash);
              failWhenCancelled(mainsFailure);
            });
    assertEquals(List.of(crash), InternalErrors.leavesOfCause(error));
    assertTrue(List.of(error.getSuppressed()).contains(mainsFailure));
  }

  @Test
  @Covers("RUN-16")
  void internalError_mainFailedBeforeTheCrash_itsFailureIsSuppressed() {
    IOException mainsFailure = new IOException("main");
    IOException crash = new IOException("crash");
    TerzettoInternalError error =
        internalErrorOf(
            RunOptions.defaults(),
            () -> {
              SystemTasks.spawn("crasher", () -> failWhenCancelled(crash));
              TaskProbe.waitAllTasksBlocked();
              throw mainsFailure;
            });
    assertEquals(List.of(crash), InternalErrors.leavesOfCause(error));
    assertTrue(List.of(error.getSuppressed()).contains(mainsFailure));
  }

  @Test
  @Covers("RUN-18")
  void backend_pollThrows_runDiesAndTheNextOneWorks() throws Exception {
    for (Exception failure : List.of(new IOException("poll"), new IllegalStateException("bug"))) {
      assertRunDies(
          failure,
          backendThat(real ->
              new ForwardingBackend(real) {
                @Override
                public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
                  if (timeoutNanos == 0) {
                    return super.poll(timeoutNanos, sink);
                  }
                  return InternalErrorTest.<Boolean, RuntimeException>sneakyThrow(failure);
                }
              }));
    }
  }

  @Test
  @Covers("RUN-18")
  void backend_firstPollThrows_runDiesAndTheNextOneWorks() throws Exception {
    IOException failure = new IOException("first poll");
    assertRunDies(
        failure,
        backendThat(real ->
            new ForwardingBackend(real) {
              @Override
              public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
                throw failure;
              }
            }));
  }

  @Test
  @Covers("RUN-18")
  void backend_cannotBeOpened_runDiesAndTheNextOneWorks() throws Exception {
    IllegalStateException failure = new IllegalStateException("open");
    assertRunDies(
        failure,
        backendThat(real -> {
          real.close();
          throw failure;
        }));
  }

  @Test
  @Covers("RUN-18")
  void backend_closeThrows_runDiesAndTheNextOneWorks() throws Exception {
    IllegalStateException failure = new IllegalStateException("close");
    RunOptions options =
        backendThat(real ->
            new ForwardingBackend(real) {
              @Override
              public void close() {
                super.close();
                throw failure;
              }
            });
    assertSame(failure, internalErrorOf(options, () -> Checkpoints.checkpoint()).getCause());
    assertRunWorks();
  }

  @Test
  @Covers("RUN-18")
  void clock_throwsInTheLoop_runDiesAndTheNextOneWorks() throws Exception {
    IllegalStateException failure = new IllegalStateException("clock");
    assertRunDies(failure, RunOptions.defaults().withClock(new FailingClock(failure)));
  }

  @Test
  @Covers("RUN-18")
  void clock_cannotStart_runDiesAndTheNextOneWorks() throws Exception {
    IllegalStateException failure = new IllegalStateException("start");
    Clock clock =
        new Clock() {
          @Override
          public void start() {
            throw failure;
          }

          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public long realNanosUntil(long deadline) {
            return deadline - System.nanoTime();
          }
        };
    assertRunDies(failure, RunOptions.defaults().withClock(clock));
  }

  @Test
  @Covers("RUN-18")
  void clock_cannotTellTheTimeoutOfTheWait_runDiesAndTheNextOneWorks() throws Exception {
    IllegalStateException failure = new IllegalStateException("clock");
    Clock clock =
        new Clock() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public long realNanosUntil(long deadline) {
            throw failure;
          }
        };
    assertRunDies(failure, RunOptions.defaults().withClock(clock));
  }

  private static RunOptions backendThat(UnaryOperator<IoBackend> wrapper) {
    return RunOptions.defaults().withBackend(RealBackend.inside(wrapper));
  }

  /** Main reads the clock and sleeps, so that the loop looks at the clock and waits. */
  private static void assertRunDies(Throwable failure, RunOptions options) throws Exception {
    TerzettoInternalError error =
        internalErrorOf(
            options,
            () -> {
              LoopTime now = Terzetto.currentTime();
              Terzetto.sleepUntil(now.plus(Duration.ofHours(1)));
            });
    assertSame(failure, error.getCause());
    assertRunWorks();
  }

  private static void assertRunWorks() throws Exception {
    assertFalse(Terzetto.inRun());
    assertFalse(Terzetto.inTask());
    String value =
        Terzetto.run(
            RunOptions.defaults(),
            () -> {
              Checkpoints.checkpoint();
              return "works";
            });
    assertEquals("works", value);
  }

  @SuppressWarnings("unchecked")
  private static <T, X extends Throwable> T sneakyThrow(Throwable failure) throws X {
    throw (X) failure;
  }

  /** A clock that tells tasks the time, and fails when the loop asks. */
  private static final class FailingClock implements Clock {
    private final IllegalStateException failure;
    private boolean toldATask;

    FailingClock(IllegalStateException failure) {
      this.failure = failure;
    }

    @Override
    public long nanoTime() {
      if (Terzetto.inTask()) {
        toldATask = true;
      } else if (toldATask) {
        throw failure;
      }
      return System.nanoTime();
    }

    /** Not long, so that the loop asks for the time again. */
    @Override
    public long realNanosUntil(long deadline) {
      return 1_000_000;
    }
  }
}
