package org.terzetto;

import org.jspecify.annotations.Nullable;

/** You closed this resource, before or during the call. */
public class ClosedResourceException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message what happened, to what, and the way out
   */
  public ClosedResourceException(String message) {
    super(message);
  }

  /**
   * With a message and what lies behind it.
   *
   * @param message what happened, to what, and the way out
   * @param cause what lies behind it, or null
   */
  public ClosedResourceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
