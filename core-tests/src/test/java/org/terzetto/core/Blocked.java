package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.testing.TaskProbe;

/** Tasks that queue up one after another, so that a test knows in which order they came. */
final class Blocked {
  private Blocked() {}

  /** Starts a task that must block, and waits until it has. */
  static Task<?> start(Nursery nursery, String name, TaskBody body) throws InterruptedException {
    Task<?> task = nursery.startSoon(name, body);
    TaskProbe.waitAllTasksBlocked();
    assertEquals(Task.State.RUNNING, task.state(), () -> name + " should have blocked");
    return task;
  }

  static Task<?> start(Nursery nursery, TaskBody body) throws InterruptedException {
    return start(nursery, "sleeper", body);
  }
}
