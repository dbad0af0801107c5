package org.terzetto.lowlevel;

/** Called when a task that sleeps in {@link Parking#park} is cancelled. */
@FunctionalInterface
public interface AbortHandler {
  /**
   * Tries to end the sleep. Called at most once per sleep, inside the run, in the context of
   * whoever caused the cancellation: a task, or no task at all when a deadline expired.
   *
   * @param cancellation gives the exception to deliver later, for a handler that answers {@link
   *     Abort#FAILED} now
   * @return whether the sleep is over
   */
  Abort abort(RaiseCancel cancellation);
}
