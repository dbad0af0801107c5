package org.terzetto;

import org.jspecify.annotations.Nullable;

/** The resource failed for a reason outside this program; the cause, if any, says which. */
public class BrokenResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message what happened, to what, and the way out
   */
  public BrokenResourceException(String message) {
    super(message);
  }

  /**
   * With a message and what lies behind it.
   *
   * @param message what happened, to what, and the way out
   * @param cause what lies behind it, or null
   */
  public BrokenResourceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
