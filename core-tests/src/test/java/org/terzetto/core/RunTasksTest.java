package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** The tasks that a run makes for itself. */
class RunTasksTest {
  private static final String INIT = "<init>";
  private static final String CALL_SOON = "<call soon task>";

  @Test
  @Covers("RUN-6")
  void root_isInitWithoutAParent() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Task<?> root = Task.root();
          assertEquals(INIT, root.name());
          assertTrue(root.parentNursery().isEmpty());
          assertTrue(root.eventualParentNursery().isEmpty());
          assertSame(root, Task.root());
        });
  }

  @Test
  @Covers("RUN-6")
  void root_isTheAncestorOfMainAndOfTheCallSoonTask() throws Exception {
    List<String> ancestors = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          assertSame(Task.root(), oldestAncestor(Task.current()));
          Nursery.run(nursery ->
              nursery.startSoon(() -> assertSame(Task.root(), oldestAncestor(Task.current()))));
          RunToken.current().runSoon(() -> ancestors.add(oldestAncestor(Task.current()).name()));
          TaskProbe.waitAllTasksBlocked();
        });
    assertEquals(List.of(INIT), ancestors);
  }

  private static Task<?> oldestAncestor(Task<?> task) {
    Task<?> oldest = task;
    while (oldest.parentNursery().isPresent()) {
      oldest = oldest.parentNursery().get().parentTask();
    }
    return oldest;
  }

  @Test
  @Covers({"RUN-6", "RUN-7", "RUN-8"})
  void boot_spawnsInitThenInItsFirstStepTheOthers() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    Terzetto.run(RunOptions.defaults().withInstrument(recorder), () -> {});
    assertEquals(List.of(INIT, CALL_SOON, "main"), names(recorder, Hook.TASK_SPAWNED));
    List<Event> events = recorder.events();
    int stepBegins = events.indexOf(new Event(Hook.BEFORE_TASK_STEP, INIT, null));
    int stepEnds = events.indexOf(new Event(Hook.AFTER_TASK_STEP, INIT, null));
    int callSoon = events.indexOf(new Event(Hook.TASK_SPAWNED, CALL_SOON, null));
    int main = events.indexOf(new Event(Hook.TASK_SPAWNED, "main", null));
    assertTrue(stepBegins < callSoon && callSoon < main && main < stepEnds, events.toString());
  }

  @Test
  @Covers("RUN-7")
  void callSoonTask_servesCallbacksFromFirstToLast() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    List<Task<?>> servers = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () -> {
          RunToken token = RunToken.current();
          token.runSoon(() -> servers.add(Task.current()));
          TaskProbe.waitAllTasksBlocked();
          token.runSoon(() -> servers.add(Task.current()));
        });
    assertEquals(2, servers.size());
    assertSame(servers.getFirst(), servers.getLast());
    assertEquals(CALL_SOON, servers.getFirst().name());
    List<String> exited = names(recorder, Hook.TASK_EXITED);
    assertTrue(exited.indexOf("main") < exited.indexOf(CALL_SOON), exited.toString());
  }

  @Test
  @Covers("RUN-9")
  void statistics_ofARunWithOnlyMain_countThreeTasks() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          TaskProbe.waitAllTasksBlocked();
          RunStatistics statistics = RunStatistics.current();
          assertEquals(3, statistics.tasksLiving());
          assertEquals(0, statistics.tasksRunnable());
          assertEquals(0, statistics.tasksWaitingRead());
          assertEquals(0, statistics.tasksWaitingWrite());
        });
  }

  static List<String> names(RecordingInstrument recorder, Hook hook) {
    return recorder.events(hook).stream().map(Event::task).toList();
  }
}
