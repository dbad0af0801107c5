package org.terzetto.lowlevel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.internal.Kernels;

/** Background tasks that belong to the run itself rather than to a nursery of the caller. */
public final class SystemTasks {
  private SystemTasks() {}

  /**
   * Starts a system task. It ignores the caller's scopes and deadlines, starts with the {@link
   * ScopedValue} bindings and the {@link org.terzetto.TaskLocal} values of the call of {@code run}
   * (see {@link TaskContext} for others), is cancelled when main has ended, and must not fail: if
   * it does, every task is cancelled and {@code run} throws {@link
   * org.terzetto.TerzettoInternalError}.
   *
   * @checkpoint never
   * @thread inside the run
   * @param name the task's name
   * @param body what it does
   * @return the task
   * @throws IllegalStateException if called outside a run, or after the system tasks were closed
   *     down
   */
  public static Task<@Nullable Void> spawn(String name, TaskBody body) {
    return Kernels.get()
        .spawnSystemTask(
            Objects.requireNonNull(name, "name"), Objects.requireNonNull(body, "body"));
  }
}
