package org.terzetto;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernels;
import org.terzetto.internal.TaskBase;

/**
 * One line of execution of a run, for looking at and for reading its result. Only {@link
 * Nursery#startSoon} and its siblings make one.
 *
 * <p>Thread safety: belongs to its run, but for {@link #name}, {@link #thread} and {@link
 * #toString}, which any thread may call.
 *
 * @param <T> the result
 */
public abstract sealed class Task<T extends @Nullable Object> permits TaskBase {
  /** For the scheduler. */
  protected Task() {}

  /** Where a task is in its life. */
  public enum State {
    /** It has not ended. */
    RUNNING,
    /** It ended normally; {@link Task#result} has its value. */
    SUCCEEDED,
    /** It ended with an exception other than {@link Cancelled}. */
    FAILED,
    /** It ended with {@link Cancelled}. */
    CANCELLED
  }

  /**
   * The task that is calling.
   *
   * @checkpoint never
   * @thread a task of the run
   * @return the current task
   * @throws IllegalStateException if called outside a task
   */
  public static Task<?> current() {
    return Kernels.get().currentTask();
  }

  /**
   * The run's first task, named {@code <init>}: ancestor of all others.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the root of the task tree
   * @throws IllegalStateException if called outside a run
   */
  public static Task<?> root() {
    return Kernels.get().rootTask();
  }

  /**
   * The name it was given, or one made from its body's class and its number.
   *
   * @return the name
   */
  public abstract String name();

  /**
   * The nursery this task lives in; empty for the root task alone. While {@link Nursery#start}
   * waits it is a hidden nursery below the caller of {@code start}.
   *
   * @return the nursery
   */
  public abstract Optional<Nursery> parentNursery();

  /**
   * The nursery this task will move to once it says {@link TaskStatus#started}; empty for a task
   * that was not begun with {@link Nursery#start}, or has moved.
   *
   * @return the target nursery
   */
  public abstract Optional<Nursery> eventualParentNursery();

  /**
   * The nurseries this task has open, outermost first.
   *
   * @return a copy
   */
  public abstract List<Nursery> childNurseries();

  /**
   * Where this task is in its life.
   *
   * @return the state
   */
  public abstract State state();

  /**
   * What the task returned. Read it once the nursery has ended, or the task has.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the value
   * @throws IllegalStateException if the task has not ended yet; or if it failed or was cancelled,
   *     with that as the cause
   */
  public abstract T result();

  /**
   * The virtual thread that carries the task.
   *
   * @return the thread
   */
  public abstract Thread thread();

  /**
   * How often the task has passed a cancel point; testing tools compare it.
   *
   * @return the count so far
   */
  public abstract long cancelPoints();

  /**
   * How often the task has passed a schedule point; testing tools compare it.
   *
   * @return the count so far
   */
  public abstract long schedulePoints();

  /**
   * A slot that a sleeper, its abort function and its waker share; cleared each time the task is
   * rescheduled.
   *
   * @return what was put there, or null
   */
  public abstract @Nullable Object sleepData();

  /**
   * Fills the slot of {@link #sleepData()}.
   *
   * @param data anything, or null
   */
  public abstract void sleepData(@Nullable Object data);
}
