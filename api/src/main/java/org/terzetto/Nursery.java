package org.terzetto;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernels;
import org.terzetto.internal.NurseryBase;

/**
 * A block in which child tasks live. It ends when its body and all its children have ended, and not
 * before; if one of them fails, the others are cancelled, all are waited for, and one {@link
 * ExceptionGroup} carries every failure.
 *
 * <p>Thread safety: belongs to its run. Any task of the run that holds a nursery may start children
 * in it, as long as it is open.
 */
public abstract sealed class Nursery permits NurseryBase {
  /** For the scheduler. */
  protected Nursery() {}

  /**
   * Opens a nursery, runs {@code body} in it, and waits for the children.
   *
   * @checkpoint a schedule point at the end, never a cancel point: waiting for the children cannot
   *     be cancelled, but cancelling reaches the children
   * @thread a task of the run
   * @param body the block
   * @throws ExceptionGroup if the body or a child failed, with every failure in the order in which
   *     they ended
   * @throws Cancelled if nothing but cancellation of an outer scope ended body or children
   * @throws InterruptedException never by itself; it marks that this call suspends
   * @throws IllegalStateException if called outside a task
   */
  public static void run(NurseryBody body) throws InterruptedException {
    Kernels.get().runNursery(Objects.requireNonNull(body, "body"));
  }

  /**
   * Like {@link #run}, with a result.
   *
   * @checkpoint as {@link #run}
   * @thread a task of the run
   * @param body the block
   * @param <T> the result
   * @return what {@code body} returned, once all children have ended
   * @throws ExceptionGroup as {@link #run}
   * @throws Cancelled as {@link #run}
   * @throws IllegalStateException if called outside a task; or if the nursery's own scope was
   *     cancelled before the body had a value
   * @throws InterruptedException never by itself; it marks that this call suspends
   */
  public static <T extends @Nullable Object> T call(NurseryCall<T> body)
      throws InterruptedException {
    return Kernels.get().callNursery(Objects.requireNonNull(body, "body"));
  }

  /**
   * Starts a child and returns at once, before the child has run.
   *
   * <p>The child inherits the cancel scopes and the {@link ScopedValue} bindings in force where the
   * nursery was opened (the bindings in {@link TaskMode#LOOP} only); scopes around this call do not
   * reach it. In a cancelled nursery it still starts, and is cancelled at its first checkpoint.
   *
   * @checkpoint never
   * @thread inside the run
   * @param body what the child does
   * @return the child
   * @throws IllegalStateException if the nursery has closed
   * @throws WrongThreadException if called from outside the run
   */
  public final Task<@Nullable Void> startSoon(TaskBody body) {
    return spawn(null, body, null);
  }

  /**
   * Like {@link #startSoon(TaskBody)}, with a name for the child.
   *
   * @checkpoint never
   * @thread inside the run
   * @param name the child's name, in traces and messages
   * @param body what the child does
   * @return the child
   * @throws IllegalStateException if the nursery has closed
   * @throws WrongThreadException if called from outside the run
   */
  public final Task<@Nullable Void> startSoon(String name, TaskBody body) {
    return spawn(Objects.requireNonNull(name, "name"), body, null);
  }

  /**
   * Like {@link #startSoon(TaskBody)}, for a child with a result.
   *
   * @checkpoint never
   * @thread inside the run
   * @param call what the child does
   * @param <T> the result
   * @return the child; read {@link Task#result} once the nursery has ended
   * @throws IllegalStateException if the nursery has closed
   * @throws WrongThreadException if called from outside the run
   */
  public final <T extends @Nullable Object> Task<T> startSoon(TaskCall<T> call) {
    return spawn(null, null, call);
  }

  /**
   * Like {@link #startSoon(TaskCall)}, with a name for the child.
   *
   * @checkpoint never
   * @thread inside the run
   * @param name the child's name, in traces and messages
   * @param call what the child does
   * @param <T> the result
   * @return the child; read {@link Task#result} once the nursery has ended
   * @throws IllegalStateException if the nursery has closed
   * @throws WrongThreadException if called from outside the run
   */
  public final <T extends @Nullable Object> Task<T> startSoon(String name, TaskCall<T> call) {
    return spawn(Objects.requireNonNull(name, "name"), null, call);
  }

  /**
   * Starts a child and waits until it says {@link TaskStatus#started}. Until then it runs
   * underneath the caller: its failure comes out of this call as it is, and cancelling the caller
   * cancels it. From then on it is an ordinary child of this nursery.
   *
   * @checkpoint always
   * @thread a task of the run; it need not belong to this nursery
   * @param body what the child does
   * @param <V> what it reports
   * @return the value given to {@code started}
   * @throws IllegalStateException if the nursery has closed (the body then does not run), or if the
   *     body ended without saying {@code started}
   * @throws Cancelled if the caller is cancelled before {@code started}; the child has ended by
   *     then
   * @throws Exception what the body threw before {@code started}, unwrapped
   */
  public final <V extends @Nullable Object> V start(StartBody<V> body) throws Exception {
    return startChild(null, body);
  }

  /**
   * Like {@link #start(StartBody)}, with a name for the child.
   *
   * @checkpoint always
   * @thread a task of the run; it need not belong to this nursery
   * @param name the child's name, in traces and messages
   * @param body what the child does
   * @param <V> what it reports
   * @return the value given to {@code started}
   * @throws IllegalStateException as {@link #start(StartBody)}
   * @throws Cancelled as {@link #start(StartBody)}
   * @throws Exception what the body threw before {@code started}, unwrapped
   */
  public final <V extends @Nullable Object> V start(String name, StartBody<V> body)
      throws Exception {
    return startChild(Objects.requireNonNull(name, "name"), body);
  }

  /**
   * The scope around the body and all children: cancelling it cancels them all, and a deadline on
   * it limits the whole nursery.
   *
   * @return the scope
   */
  public abstract CancelScope cancelScope();

  /**
   * The children that have not ended, in the order in which they were started.
   *
   * @return a copy
   */
  public abstract List<Task<?>> childTasks();

  /**
   * The task that opened this nursery.
   *
   * @return the task
   */
  public abstract Task<?> parentTask();

  /** Exactly one of {@code body} and {@code call} is given. */
  protected abstract <T extends @Nullable Object> Task<T> spawn(
      @Nullable String name, @Nullable TaskBody body, @Nullable TaskCall<T> call);

  /** The protocol of {@link #start}. */
  protected abstract <V extends @Nullable Object> V startChild(
      @Nullable String name, StartBody<V> body) throws Exception;
}
