package org.terzetto.scheduler;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.AbortHandler;

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
    if (isBanned(task)) {
      throw broken(task);
    }
  }

  /** Like {@link #check}, for a sleeper: lets it take back what it has prepared for its sleep. */
  static void check(TaskImpl<?> task, AbortHandler sleeper) {
    if (isBanned(task)) {
      IllegalStateException failure = broken(task);
      Withdrawal.of(sleeper, failure);
      throw failure;
    }
  }

  private static boolean isBanned(TaskImpl<?> task) {
    RareState rare = task.rareOrNull();
    return rare != null && rare.checkpointBans > 0;
  }

  private static IllegalStateException broken(TaskImpl<?> task) {
    return new IllegalStateException(
        "task '"
            + task.name()
            + "' came to a checkpoint inside Checkpoints.forbid, where others must not get a turn;"
            + " call what suspends before or behind the block");
  }
}
