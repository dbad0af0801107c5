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
}
