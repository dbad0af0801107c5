package org.terzetto.lowlevel;

/** The cancellation that an {@link AbortHandler} was called for. */
@FunctionalInterface
public interface RaiseCancel {
  /**
   * What the task is to be woken with.
   *
   * @return usually a new {@link org.terzetto.Cancelled}
   */
  Throwable exception();

  /**
   * Whether a scope is cancelled. Otherwise somebody outside the run interrupts the task, or its
   * sleep could not begin; then {@link #exception} is for nobody but the sleeping task.
   *
   * @return true if {@link #exception} makes a {@link org.terzetto.Cancelled}, as often as asked
   *     for, in any thread
   */
  default boolean isCancellation() {
    return false;
  }
}
