package org.terzetto.cli;

/** The user asked for something that cannot be done; the message is all there is to say. */
final class UserMistake extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One line that names the value and the way out. */
  UserMistake(String message) {
    super(message, null, false, false);
  }
}
