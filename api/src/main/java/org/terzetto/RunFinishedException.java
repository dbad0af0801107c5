package org.terzetto;

import org.jspecify.annotations.Nullable;

/** The run that this call was meant for has ended, or is about to. */
public class RunFinishedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message what happened, to what, and the way out
   */
  public RunFinishedException(String message) {
    super(message);
  }

  /**
   * With a message and what lies behind it.
   *
   * @param message what happened, to what, and the way out
   * @param cause what lies behind it, or null
   */
  public RunFinishedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
