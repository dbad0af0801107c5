package org.terzetto;

import java.util.concurrent.TimeoutException;

/** A block under {@link CancelScope#failAfter} or {@link CancelScope#failAt} was cut short. */
public class TooSlowException extends TimeoutException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message which limit was exceeded
   */
  public TooSlowException(String message) {
    super(message);
  }
}
