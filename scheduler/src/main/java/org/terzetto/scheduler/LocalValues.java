package org.terzetto.scheduler;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.TaskLocal;

/**
 * Where the values of {@link TaskLocal}s are: a task has a reference to a map that is never
 * changed, so that a child takes over its parent's by copying it. All other code has them with its
 * thread.
 *
 * <p>Thread safety: safe for all threads.
 */
final class LocalValues {
  private static final ThreadLocal<Map<TaskLocal<?>, @Nullable Object>> OF_THREAD =
      ThreadLocal.withInitial(Map::of);

  private LocalValues() {}

  static Map<TaskLocal<?>, @Nullable Object> current() {
    TaskImpl<?> task = currentTask();
    return task != null ? task.locals : OF_THREAD.get();
  }

  static void setCurrent(Map<TaskLocal<?>, @Nullable Object> values) {
    TaskImpl<?> task = currentTask();
    if (task != null) {
      task.locals = values;
    } else if (values.isEmpty()) {
      OF_THREAD.remove();
    } else {
      OF_THREAD.set(values);
    }
  }

  /** Inside {@code blocking} the task's thread is no task; so it gets a copy of its values. */
  static <T extends @Nullable Object, X extends Exception> T callOutside(
      TaskImpl<?> task, BlockingCall<T, X> call) throws X, InterruptedException {
    if (task.locals.isEmpty()) {
      return call.call();
    }
    OF_THREAD.set(task.locals);
    try {
      return call.call();
    } finally {
      OF_THREAD.remove();
    }
  }

  private static @Nullable TaskImpl<?> currentTask() {
    Runner run = RunRegistry.current();
    return run == null ? null : run.currentTask;
  }
}
