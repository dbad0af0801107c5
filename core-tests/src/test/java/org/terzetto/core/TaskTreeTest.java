package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** The links between tasks and nurseries. */
class TaskTreeTest {
  private final Map<String, Task<?>> tasks = new HashMap<>();
  private final Map<String, Nursery> nurseries = new HashMap<>();

  @Test
  @Covers("NUR-26")
  void parentTask_isTheTaskThatOpenedTheNursery() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Task<?> main = Task.current();
          Nursery.run(nursery -> {
            assertSame(main, nursery.parentTask());
            Task<?> child =
                nursery.startSoon(() -> {
                  assertSame(nursery, Task.current().parentNursery().orElseThrow());
                  assertEquals(List.of(), Task.current().childNurseries());
                });
            assertSame(nursery, child.parentNursery().orElseThrow());
            nurseries.put("closed", nursery);
            tasks.put("ended", child);
          });
          assertSame(main, nurseries.get("closed").parentTask());
          assertSame(nurseries.get("closed"), tasks.get("ended").parentNursery().orElseThrow());
        });
  }

  @Test
  @Covers("NUR-26")
  void childTasks_isASnapshotInTheOrderOfStarting() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              assertEquals(List.of(), nursery.childTasks());
              Task<?> shortLived = nursery.startSoon(() -> {});
              Task<?> first = nursery.startSoon(() -> Terzetto.sleepForever());
              List<Task<?>> snapshot = nursery.childTasks();
              Task<?> second = nursery.startSoon(() -> Terzetto.sleepForever());
              assertEquals(List.of(shortLived, first, second), nursery.childTasks());
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of(first, second), nursery.childTasks());
              assertEquals(List.of(shortLived, first), snapshot);
              assertThrows(UnsupportedOperationException.class, () -> snapshot.clear());
              nursery.cancelScope().cancel();
            }));
  }

  @Test
  @Covers("NUR-26")
  void childNurseries_areListedOutermostFirst() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Task<?> main = Task.current();
          assertEquals(List.of(), main.childNurseries());
          Nursery.run(outer -> {
            List<Nursery> snapshot = main.childNurseries();
            assertEquals(List.of(outer), snapshot);
            assertThrows(
                ExceptionGroup.class,
                () ->
                    Nursery.run(inner -> {
                      assertEquals(List.of(outer, inner), main.childNurseries());
                      throw new IOException("body");
                    }));
            assertEquals(List.of(outer), main.childNurseries());
            assertEquals(List.of(outer), snapshot);
          });
          assertEquals(List.of(), main.childNurseries());
        });
  }

  @Test
  @Covers({"NUR-26", "STA-10", "C-28"})
  void links_areRightAtEveryStageOfStart() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> Nursery.run(nursery -> nursery.startSoon("parent", this::parent)));
    tasks.values().forEach(task -> assertEquals(Optional.empty(), task.eventualParentNursery()));
    assertEquals(3, tasks.size());
  }

  private void parent() throws Exception {
    Task<?> parent = Task.current();
    tasks.put("parent", parent);
    Nursery.run(nursery -> {
      nurseries.put("parent", nursery);
      nursery.start("child", this::child);
      assertEquals(List.of(nursery), parent.childNurseries());
    });
    assertEquals(List.of(), parent.childNurseries());
    assertSame(parent, nurseries.get("parent").parentTask());
    assertSame(nurseries.get("parent"), tasks.get("child").parentNursery().orElseThrow());
    assertSame(tasks.get("child"), nurseries.get("child").parentTask());
    assertSame(nurseries.get("child"), tasks.get("grandchild").parentNursery().orElseThrow());
  }

  private void child(TaskStatus<Object> status) throws Exception {
    Task<?> child = Task.current();
    tasks.put("child", child);
    Nursery target = nurseries.get("parent");
    Nursery hidden = child.parentNursery().orElseThrow();
    assertSame(tasks.get("parent"), hidden.parentTask());
    assertNotSame(target, hidden);
    assertEquals(List.of(target, hidden), tasks.get("parent").childNurseries());
    assertEquals(List.of(child), hidden.childTasks());
    assertEquals(List.of(), target.childTasks());
    assertSame(target, child.eventualParentNursery().orElseThrow());

    status.started(null);
    assertSame(target, child.parentNursery().orElseThrow());
    assertEquals(Optional.empty(), child.eventualParentNursery());
    assertEquals(List.of(), hidden.childTasks());
    assertEquals(List.of(child), target.childTasks());

    TaskProbe.waitAllTasksBlocked();
    Nursery.run(nursery -> {
      nurseries.put("child", nursery);
      nursery.startSoon("grandchild", this::grandchild);
    });
  }

  private void grandchild() throws InterruptedException {
    Task<?> grandchild = Task.current();
    tasks.put("grandchild", grandchild);
    for (int i = 0; i < 2; i++) {
      assertEquals(List.of(nurseries.get("parent")), tasks.get("parent").childNurseries());
      assertEquals(List.of(tasks.get("child")), nurseries.get("parent").childTasks());
      assertEquals(List.of(nurseries.get("child")), tasks.get("child").childNurseries());
      assertEquals(List.of(grandchild), nurseries.get("child").childTasks());
      assertEquals(List.of(), grandchild.childNurseries());
      Checkpoints.checkpoint();
    }
  }

  @Test
  @Covers("NUR-26")
  void startSoon_task_hasNoEventualParent() throws Exception {
    List<Boolean> empty = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery ->
                empty.add(nursery.startSoon(() -> {}).eventualParentNursery().isEmpty())));
    assertTrue(empty.getFirst());
  }
}
