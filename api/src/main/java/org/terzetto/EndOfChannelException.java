package org.terzetto;

import java.util.NoSuchElementException;

/** There is nothing more to receive: everybody who could send has finished. */
public class EndOfChannelException extends NoSuchElementException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message what came to its end
   */
  public EndOfChannelException(String message) {
    super(message);
  }
}
