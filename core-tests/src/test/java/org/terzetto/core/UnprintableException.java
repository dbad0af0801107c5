package org.terzetto.core;

/** An exception that makes those who look at it fail. */
final class UnprintableException extends Exception {
  private static final long serialVersionUID = 1L;

  @Override
  public String getMessage() {
    throw new UnsupportedOperationException("no message");
  }
}
