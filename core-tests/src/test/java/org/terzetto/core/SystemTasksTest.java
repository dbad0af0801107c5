package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

class SystemTasksTest {
  private static final ScopedValue<String> WATER = ScopedValue.newInstance();

  @Test
  @Covers({"RUN-13", "RUN-12"})
  void spawn_runsBesideMain() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Task<?> task =
              SystemTasks.spawn(
                  "system",
                  () -> {
                    log.add("first step of " + Task.current().name());
                    Checkpoints.checkpoint();
                    log.add("second step");
                  });
          assertEquals(List.of(), log);
          assertEquals("system", task.name());
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of("first step of system", "second step"), log);
          assertEquals(Task.State.SUCCEEDED, task.state());
        });
  }

  @Test
  @Covers("RUN-12")
  void systemTask_mainReturns_isCancelledForShutdown() throws Exception {
    List<CancelSource> sources = new ArrayList<>();
    Terzetto.run(RunOptions.defaults(), () -> spawnSleeper(sources));
    assertEquals(List.of(CancelSource.SHUTDOWN), sources);
  }

  @Test
  @Covers("RUN-12")
  void systemTask_mainFails_isCancelledForShutdown() {
    List<CancelSource> sources = new ArrayList<>();
    IOException failure = new IOException("main fails");
    TaskBody main =
        () -> {
          spawnSleeper(sources);
          TaskProbe.waitAllTasksBlocked();
          throw failure;
        };
    assertSame(
        failure, assertThrows(IOException.class, () -> Terzetto.run(RunOptions.defaults(), main)));
    assertEquals(List.of(CancelSource.SHUTDOWN), sources);
  }

  private static void spawnSleeper(List<CancelSource> sources) {
    SystemTasks.spawn(
        "sleeper",
        () -> {
          try {
            Terzetto.sleepForever();
          } catch (Cancelled cancelled) {
            sources.add(cancelled.reason().source());
            throw cancelled;
          }
        });
  }

  @Test
  @Covers("RUN-13")
  void systemTask_spawnedInACancelledScopeWithADeadline_knowsNothingOfIt() throws Exception {
    List<LoopTime> deadlines = new ArrayList<>();
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          CancelScope scope =
              CancelScope.moveOnAfter(
                  Duration.ofHours(1),
                  s -> {
                    s.cancel();
                    SystemTasks.spawn(
                        "system",
                        () -> {
                          deadlines.add(CancelScope.effectiveDeadline());
                          Checkpoints.checkpoint();
                          log.add("went on");
                        });
                    Shield.run(TaskProbe::waitAllTasksBlocked);
                  });
          assertTrue(scope.cancelCalled());
        });
    assertEquals(List.of(LoopTime.NEVER), deadlines);
    assertEquals(List.of("went on"), log);
  }

  @Test
  @Covers("RUN-13")
  void systemTask_spawnedByAChild_isNotBelowIt() throws Exception {
    List<Task<?>> ancestors = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Task<?> main = Task.current();
          Task<?> system = SystemTasks.spawn("system", () -> Terzetto.sleepForever());
          for (Task<?> t = system;
              t.parentNursery().isPresent();
              t = t.parentNursery().get().parentTask()) {
            ancestors.add(t);
          }
          assertEquals(List.of(), main.childNurseries());
          assertTrue(ancestors.stream().noneMatch(t -> t == main));
          assertTrue(system.parentNursery().orElseThrow().childTasks().contains(system));
        });
  }

  @Test
  @Covers("RUN-14")
  void systemTask_scopedValues_areThoseOfTheCallOfRun() throws Exception {
    List<String> log = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    ScopedValue.where(WATER, "caller of run")
        .call(() -> {
          Terzetto.run(
              RunOptions.defaults(),
              () -> {
                log.add("main " + WATER.orElse("none"));
                ScopedValue.where(WATER, "spawner")
                    .run(() ->
                        SystemTasks.spawn(
                            "system", () -> log.add("system " + WATER.orElse("none"))));
                TaskProbe.waitAllTasksBlocked();
                String inherited = Bindings.inherited("caller of run");
                expected.addAll(List.of("main " + inherited, "system " + inherited));
              });
          return null;
        });
    assertEquals(expected, log);
  }

  @Test
  @Covers("RUN-14")
  void systemTask_runCalledWithoutBindings_hasNone() throws Exception {
    List<Boolean> bound = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          ScopedValue.where(WATER, "spawner")
              .run(() -> SystemTasks.spawn("system", () -> bound.add(WATER.isBound())));
          TaskProbe.waitAllTasksBlocked();
        });
    assertEquals(List.of(false), bound);
  }

  @Test
  @Covers("RUN-17")
  void spawn_duringTheShutdownOfTheOthers_stillWorks() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            SystemTasks.spawn(
                "first",
                () -> {
                  try {
                    Terzetto.sleepForever();
                  } finally {
                    SystemTasks.spawn("second", () -> log.add("second ran"));
                  }
                }));
    assertEquals(List.of("second ran"), log);
  }

  @Test
  @Covers("RUN-17")
  void spawn_afterTheSystemTasksWereClosedDown_fails() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(RunOptions.defaults(), () -> spawnInTheLastCallback(RunToken.current(), log));
    assertEquals(List.of("refused"), log);
  }

  private static void spawnInTheLastCallback(RunToken token, List<String> log) {
    try {
      token.runSoon(() -> spawnInTheLastCallback(token, log));
    } catch (RunFinishedException e) {
      assertThrows(
          IllegalStateException.class,
          () -> SystemTasks.spawn("too late", () -> log.add("too late ran")));
      log.add("refused");
    }
  }
}
