package org.terzetto.lowlevel;

/** What an {@link AbortHandler} answers. */
public enum Abort {
  /**
   * The sleep is over: the run reschedules the task with the cancellation, and nobody else will.
   */
  SUCCEEDED,
  /** The sleep goes on, and whoever was to reschedule the task still must. */
  FAILED
}
