package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * The run is dead: an error in the library itself, in a backend or clock, in a system task, or
 * misuse of the low-level API. The cause tells which. Main's own failure, if it had one, is among
 * the suppressed exceptions.
 */
public class TerzettoInternalError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message and what lies behind it.
   *
   * @param message which part failed
   * @param cause what lies behind it, or null
   */
  public TerzettoInternalError(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
