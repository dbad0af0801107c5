package org.terzetto;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernel;
import org.terzetto.internal.Kernels;

/**
 * A value that goes along: bound for a block, and seen by all that the block calls and starts. A
 * child task begins with the values of the task that started it, as they were at that moment; so
 * does the main task with those of the caller of {@link Terzetto#run(TaskBody)}, and a worker
 * thread with those of the task that waits for it. Afterwards each is on its own.
 *
 * <pre>{@code
 * static final TaskLocal<String> REQUEST = new TaskLocal<>("request");
 *
 * REQUEST.run(id, () -> nursery.startSoon(() -> log(REQUEST.get())));
 * }</pre>
 *
 * <p>A value is bound for a block, and there is no method to set it: no callee can change what its
 * caller sees, and nothing is left behind when a block throws. What is to change during the block
 * goes into an object that is bound.
 *
 * <p>A {@link ScopedValue} is bound in the same way, but children inherit it from where their
 * nursery was opened, and not at all in portable mode. Prefer it for what belongs to a block and
 * must not be seen after it; here a child may outlive the block, and keeps the value.
 *
 * <p>Thread safety: safe for all threads. Threads other than tasks and workers begin with no
 * values.
 *
 * @param <T> the value
 */
public final class TaskLocal<T extends @Nullable Object> {
  private final String name;

  /**
   * A variable that is bound nowhere yet. Mostly a constant of a class.
   *
   * @param name for messages
   */
  public TaskLocal(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * The value bound here.
   *
   * @checkpoint never
   * @thread any
   * @return the value
   * @throws NoSuchElementException if none is bound
   */
  public T get() {
    Map<TaskLocal<?>, @Nullable Object> values = Kernels.get().taskLocals();
    if (!values.containsKey(this)) {
      throw new NoSuchElementException(
          this + " is not bound here; bind it with TaskLocal.run, or use orElse");
    }
    return valueIn(values);
  }

  /**
   * The value bound here, or another.
   *
   * @checkpoint never
   * @thread any
   * @param other what to answer if none is bound
   * @return the value, or {@code other}
   */
  public T orElse(T other) {
    Map<TaskLocal<?>, @Nullable Object> values = Kernels.get().taskLocals();
    return values.containsKey(this) ? valueIn(values) : other;
  }

  /**
   * Whether a value is bound here.
   *
   * @checkpoint never
   * @thread any
   * @return true if {@link #get} has one
   */
  public boolean isBound() {
    return Kernels.get().taskLocals().containsKey(this);
  }

  /**
   * Runs a block that sees another value. Afterwards, however the block ends, the one of before is
   * bound again.
   *
   * @checkpoint never by itself
   * @thread any
   * @param value what {@link #get} returns inside
   * @param body the block
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws InterruptedException when somebody outside the run interrupted the thread
   */
  public <X extends Exception> void run(T value, BoundBody<X> body) throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void, X>call(
        value,
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * Like {@link #run}, with a result.
   *
   * @checkpoint never by itself
   * @thread any
   * @param value what {@link #get} returns inside
   * @param call the block
   * @param <R> the result
   * @param <X> what the block throws
   * @return what {@code call} returned
   * @throws X what the block threw
   * @throws InterruptedException when somebody outside the run interrupted the thread
   */
  public <R extends @Nullable Object, X extends Exception> R call(T value, BoundCall<R, X> call)
      throws X, InterruptedException {
    Objects.requireNonNull(call, "call");
    Kernel kernel = Kernels.get();
    Map<TaskLocal<?>, @Nullable Object> before = kernel.taskLocals();
    Map<TaskLocal<?>, @Nullable Object> values = new HashMap<>(before);
    values.put(this, value);
    kernel.taskLocals(values);
    try {
      return call.call();
    } finally {
      kernel.taskLocals(before);
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only call puts it there, so it is a T
  private T valueIn(Map<TaskLocal<?>, @Nullable Object> values) {
    return (T) values.get(this);
  }

  @Override
  public String toString() {
    return "TaskLocal[" + name + "]";
  }
}
