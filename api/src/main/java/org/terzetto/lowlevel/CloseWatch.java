package org.terzetto.lowlevel;

import java.util.Objects;
import org.terzetto.internal.Kernels;

/**
 * Notices what is never closed. In debug mode a run reports, when it ends, each resource that was
 * opened in it and not closed, with the place where that happened; otherwise nothing is kept.
 *
 * <p>Thread safety: belongs to the run in which it was made.
 */
@FunctionalInterface
public interface CloseWatch {
  /** Watches nothing: what {@link #opened} answers unless the run is in debug mode. */
  CloseWatch NONE = () -> {};

  /**
   * A resource has been opened. Outside of a run it is not watched.
   *
   * @checkpoint never
   * @thread any
   * @param what how the report is to call it
   * @return whom to tell when it is closed
   */
  static CloseWatch opened(String what) {
    return Kernels.get().watchClosing(Objects.requireNonNull(what, "what"));
  }

  /**
   * The resource has been closed. Repeating it changes nothing.
   *
   * @checkpoint never
   * @thread inside the run, or any once the run has ended
   */
  void closed();
}
