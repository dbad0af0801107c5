package org.terzetto.scheduler;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** In debug mode: code in which a task must not pass a checkpoint, and what happens if it does. */
final class CheckpointBan {
  private CheckpointBan() {}

  static <T extends @Nullable Object> T during(TaskImpl<?> task, Supplier<T> body) {
    task.rare().checkpointBans++;
    try {
      return body.get();
    } finally {
      task.rare().checkpointBans--;
    }
  }

  /** Called at each checkpoint, before it does anything. */
  static void check(TaskImpl<?> task) {
    RareState rare = task.rareOrNull();
    if (rare != null && rare.checkpointBans > 0) {
      throw broken(task);
    }
  }

  private static IllegalStateException broken(TaskImpl<?> task) {
    return new IllegalStateException(
        "task '"
            + task.name()
            + "' came to a checkpoint inside Checkpoints.forbid, where others must not get a turn;"
            + " call what suspends before or behind the block");
  }
}
