package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelReason;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;

/** A shutdown of a whole run, from outside. */
class GracefulRunTest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static <T> T runMocked(TaskCall<T> main) throws Exception {
    RunOptions options = VirtualTime.options();
    return Terzetto.run(options, main);
  }

  /** Another thread tells the run to end, and has done so when this returns: it holds the loop. */
  private static void shutDownFromOutside(RunToken run, Duration grace)
      throws InterruptedException {
    Thread.ofPlatform().start(() -> run.shutdown(grace, "closing time")).join();
  }

  @Test
  @Covers("SHU-17")
  void shutdown_letsMainComeToItsEnd() throws Exception {
    assertEquals(
        "saved at 3.0 s",
        runMocked(() -> {
          shutDownFromOutside(RunToken.current(), GRACE);
          CancelScope.untilShutdown(_ -> Terzetto.sleepForever());
          Terzetto.sleep(Duration.ofSeconds(3));
          return "saved at " + Terzetto.currentTime();
        }));
  }

  @Test
  @Covers("SHU-17")
  void shutdown_endsMainAfterTheGrace_andRunSaysWhy() {
    List<String> log = new ArrayList<>();
    Cancelled cancelled =
        assertThrows(
            Cancelled.class,
            () ->
                runMocked(() -> {
                  shutDownFromOutside(RunToken.current(), GRACE);
                  try {
                    Nursery.run(nursery -> nursery.startSoon(() -> Terzetto.sleepForever()));
                  } finally {
                    log.add("main " + Terzetto.currentTime());
                  }
                  return "never";
                }));
    assertEquals(List.of("main 10.0 s"), log);
    assertEquals(new CancelReason(CancelSource.SHUTDOWN, "closing time", null), cancelled.reason());
  }

  @Test
  @Covers("SHU-17")
  void shutdown_leavesSystemTasksAlone_untilMainHasEnded() throws Exception {
    List<String> log = new ArrayList<>();
    runMocked(() -> {
      SystemTasks.spawn(
          "helper",
          () -> {
            Terzetto.sleep(Duration.ofSeconds(1));
            assertFalse(CancelScope.isShuttingDown());
            try {
              Terzetto.sleepForever();
            } finally {
              log.add("helper");
            }
          });
      RunToken.current().shutdown(GRACE, "from inside");
      CancelScope.untilShutdown(_ -> Terzetto.sleepForever());
      assertTrue(CancelScope.isShuttingDown());
      Terzetto.sleep(Duration.ofSeconds(5));
      log.add("main");
      return log;
    });
    assertEquals(List.of("main", "helper"), log);
  }

  @Test
  @Covers("SHU-17")
  void secondShutdown_withoutGrace_cancelsMainAtOnce() throws Exception {
    assertThrows(
        Cancelled.class,
        () ->
            runMocked(() -> {
              RunToken run = RunToken.current();
              shutDownFromOutside(run, GRACE);
              CancelScope.untilShutdown(_ -> Terzetto.sleepForever());
              shutDownFromOutside(run, Duration.ZERO);
              try {
                Terzetto.sleep(Duration.ofSeconds(5));
              } finally {
                assertEquals(0, Terzetto.currentTime().nanos());
              }
              return "never";
            }));
  }

  @Test
  @Covers("SHU-17")
  void shutdown_checksFirst_andComesTooLateAfterTheEnd() throws Exception {
    AtomicReference<RunToken> token = new AtomicReference<>();
    runMocked(() -> {
      RunToken run = RunToken.current();
      token.set(run);
      assertThrows(
          IllegalArgumentException.class, () -> run.shutdown(Duration.ofSeconds(-1), "no"));
      Terzetto.sleep(Duration.ofSeconds(1));
      assertFalse(CancelScope.isShuttingDown());
      return "ended";
    });
    assertThrows(RunFinishedException.class, () -> token.get().shutdown(GRACE, "too late"));
  }
}
