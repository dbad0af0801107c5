package org.terzetto.lowlevel;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.BoundBody;
import org.terzetto.BoundCall;
import org.terzetto.TaskLocal;
import org.terzetto.internal.Kernel;
import org.terzetto.internal.Kernels;

/**
 * What goes along when work goes elsewhere: the values of all {@link TaskLocal}s at one moment, and
 * in loop mode the {@link ScopedValue} bindings. There is no public API of the JDK to carry these,
 * so in portable mode they stay behind, at both ends of a hand-over.
 *
 * <p>A system task that is to have another context than the run's is spawned with {@code () ->
 * context.run(body)}.
 *
 * <p>Thread safety: immutable.
 */
public final class TaskContext {
  private final Map<TaskLocal<?>, @Nullable Object> locals;
  private final @Nullable Object scopedValues;

  private TaskContext(Map<TaskLocal<?>, @Nullable Object> locals, @Nullable Object scopedValues) {
    this.locals = locals;
    this.scopedValues = scopedValues;
  }

  /**
   * The context of the caller, as it is now.
   *
   * @checkpoint never
   * @thread any
   * @return the current task's, or that of a thread that is no task
   */
  public static TaskContext capture() {
    Kernel kernel = Kernels.get();
    return new TaskContext(kernel.taskLocals(), kernel.scopedValues());
  }

  /**
   * Runs a block in this context instead of the caller's, which is in force again afterwards.
   *
   * @checkpoint never by itself
   * @thread any
   * @param body the block
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws InterruptedException when somebody outside the run interrupted the thread
   */
  public <X extends Exception> void run(BoundBody<X> body) throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void, X>call(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Like {@link #run}, with a result.
   *
   * @checkpoint never by itself
   * @thread any
   * @param call the block
   * @param <T> the result
   * @param <X> what the block throws
   * @return what {@code call} returned
   * @throws X what the block threw
   * @throws InterruptedException when somebody outside the run interrupted the thread
   */
  public <T extends @Nullable Object, X extends Exception> T call(BoundCall<T, X> call)
      throws X, InterruptedException {
    Objects.requireNonNull(call, "call");
    Kernel kernel = Kernels.get();
    Map<TaskLocal<?>, @Nullable Object> before = kernel.taskLocals();
    kernel.taskLocals(locals);
    try {
      return scopedValues == null ? call.call() : kernel.callWithScopedValues(scopedValues, call);
    } finally {
      kernel.taskLocals(before);
    }
  }
}
