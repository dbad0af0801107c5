package org.terzetto;

import org.jspecify.annotations.Nullable;

/** Another task is already using this resource in a way that conflicts with the call. */
public class BusyResourceException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message what happened, to what, and the way out
   */
  public BusyResourceException(String message) {
    super(message);
  }

  /**
   * With a message and what lies behind it.
   *
   * @param message what happened, to what, and the way out
   * @param cause what lies behind it, or null
   */
  public BusyResourceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
