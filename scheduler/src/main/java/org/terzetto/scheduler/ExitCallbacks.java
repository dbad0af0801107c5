package org.terzetto.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.terzetto.Task;

/**
 * Whom to tell when a task ends. A stack: what a task takes last it mostly gives back first, so
 * that taking and giving back a lock costs no search and, after the first, no memory.
 */
final class ExitCallbacks {
  private final List<Consumer<? super Task<?>>> callbacks = new ArrayList<>(2);

  void add(Consumer<? super Task<?>> callback) {
    callbacks.add(callback);
  }

  boolean remove(Consumer<? super Task<?>> callback) {
    for (int i = callbacks.size() - 1; i >= 0; i--) {
      if (callbacks.get(i) == callback) {
        callbacks.remove(i);
        return true;
      }
    }
    return false;
  }

  /**
   * Calls all, newest first, inside the run but in no task: a task that has ended cannot suspend.
   */
  void run(TaskImpl<?> task) {
    Runner runner = task.runner;
    TaskImpl<?> current = runner.currentTask; // not the task, if it ended before it began
    runner.currentTask = null;
    while (!callbacks.isEmpty()) {
      try {
        callbacks.removeLast().accept(task);
      } catch (Throwable failure) {
        runner.crash(failure);
      }
    }
    runner.currentTask = current;
  }
}
