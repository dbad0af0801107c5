package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Where the functions of a run may be called, and where they say that they may not. */
class RunContextTest {
  @Test
  @Covers("RUN-19")
  void outside_afterARunOfAnyOutcome_everythingFails() throws Exception {
    assertOutside();
    Terzetto.run(RunOptions.defaults(), () -> Checkpoints.checkpoint());
    assertOutside();
    assertThrows(
        IOException.class,
        () ->
            Terzetto.run(
                RunOptions.defaults(),
                () -> {
                  throw new IOException("main fails");
                }));
    assertOutside();
    assertThrows(
        TerzettoInternalError.class,
        () ->
            Terzetto.run(
                RunOptions.defaults(),
                () -> {
                  SystemTasks.spawn(
                      "crasher",
                      () -> {
                        throw new IOException("a system task fails");
                      });
                  Terzetto.sleepForever();
                }));
    assertOutside();
  }

  @Test
  @Covers({"RUN-19", "RUN-20"})
  void outside_inAnotherThreadDuringARun_everythingFails() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Thread worker =
              Thread.ofPlatform()
                  .start(() -> {
                    assertOutside();
                    log.add("checked");
                  });
          Terzetto.blocking(() -> worker.join());
        });
    assertEquals(List.of("checked"), log);
  }

  @Test
  @Covers({"RUN-19", "RUN-20"})
  void outside_inAVirtualThreadThatATaskStarted_everythingFails() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Thread worker =
              Thread.ofVirtual()
                  .start(() -> {
                    assertOutside();
                    Thread.yield();
                    assertOutside();
                    log.add("checked");
                  });
          // Such a thread runs beside the loop; that it never runs is what the limit is for.
          assertTrue(Terzetto.blocking(() -> worker.join(Duration.ofSeconds(20))));
        });
    assertEquals(List.of("checked"), log);
  }

  private static void assertOutside() {
    assertFalse(Terzetto.inRun());
    assertFalse(Terzetto.inTask());
    assertThrows(IllegalStateException.class, () -> Terzetto.currentTime());
    assertThrows(IllegalStateException.class, () -> Terzetto.sleep(Duration.ZERO));
    assertThrows(IllegalStateException.class, () -> Terzetto.blocking(() -> 8));
    assertThrows(IllegalStateException.class, () -> Task.current());
    assertThrows(IllegalStateException.class, () -> Task.root());
    assertThrows(IllegalStateException.class, () -> RunToken.current());
    assertThrows(IllegalStateException.class, () -> RunStatistics.current());
    assertThrows(IllegalStateException.class, () -> Checkpoints.checkpoint());
    assertThrows(IllegalStateException.class, () -> Parking.park(c -> Abort.SUCCEEDED));
    assertThrows(IllegalStateException.class, () -> CancelScope.effectiveDeadline());
    assertThrows(IllegalStateException.class, () -> CancelScope.create().run(scope -> {}));
    assertThrows(IllegalStateException.class, () -> Nursery.run(nursery -> {}));
    assertThrows(IllegalStateException.class, () -> SystemTasks.spawn("none", () -> {}));
  }

  @Test
  @Covers("RUN-20")
  void inRun_inATask_isTrueAndSoIsInTask() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          note("main", log);
          SystemTasks.spawn("system", () -> note("system", log));
          Nursery.run(nursery -> nursery.startSoon(() -> note("child", log)));
          TaskProbe.waitAllTasksBlocked();
          note("main again", log);
        });
    log.sort(null);
    assertEquals(
        List.of("child true true", "main again true true", "main true true", "system true true"),
        log);
  }

  @Test
  @Covers("RUN-20")
  void inRun_inACallback_isTrueAndSoIsInTask() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(), () -> RunToken.current().runSoon(() -> note("callback", log)));
    assertEquals(List.of("callback true true"), log);
  }

  @Test
  @Covers("RUN-20")
  void inRun_inAHook_isTrueAndTasksAreSeenInTheirSteps() throws Exception {
    List<String> log = new ArrayList<>();
    Instrument observer =
        new Instrument() {
          @Override
          public void beforeTaskStep(Task<?> task) {
            if (task.name().equals("main")) {
              log.add("before " + Terzetto.inRun() + " " + Terzetto.inTask());
              log.add(String.valueOf(Task.current() == task));
            }
          }

          @Override
          public void afterIoWait(Duration timeout) {
            if (log.isEmpty()) {
              log.add("io " + Terzetto.inRun() + " " + Terzetto.inTask());
            }
          }
        };
    Terzetto.run(RunOptions.defaults().withInstrument(observer), () -> {});
    assertEquals(List.of("io true false", "before true true", "true"), log);
  }

  @Test
  @Covers({"RUN-20", "ABT-3"})
  void inRun_inAnAbortFunctionCalledByATask_isTrueAndTheCancellerIsCurrent() throws Exception {
    List<String> log = new ArrayList<>();
    AbortHandler abort =
        cancellation -> {
          note(Task.current().name(), log);
          return Abort.SUCCEEDED;
        };
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("sleeper", () -> Parking.park(abort));
              TaskProbe.waitAllTasksBlocked();
              nursery.cancelScope().cancel();
              assertEquals(List.of("main true true"), log);
              assertEquals("main", Task.current().name());
            }));
    assertEquals(List.of("main true true"), log);
  }

  @Test
  @Covers({"RUN-20", "ABT-3"})
  void inRun_inAnAbortFunctionCalledForADeadline_isTrueWithoutATask() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        VirtualTime.options(),
        () ->
            CancelScope.moveOnAfter(
                Duration.ofSeconds(1),
                scope ->
                    Parking.park(cancellation -> {
                      note("deadline", log);
                      return Abort.SUCCEEDED;
                    })));
    assertEquals(List.of("deadline true false"), log);
  }

  private static void note(String where, List<String> log) {
    log.add(where + " " + Terzetto.inRun() + " " + Terzetto.inTask());
  }

  @Test
  @Covers("RUN-20")
  void inRun_beforeAndAfter_isFalse() throws Exception {
    assertFalse(Terzetto.inRun() || Terzetto.inTask());
    assertTrue(Terzetto.<Boolean>run(RunOptions.defaults(), () -> Terzetto.inRun()));
    assertFalse(Terzetto.inRun() || Terzetto.inTask());
  }
}
