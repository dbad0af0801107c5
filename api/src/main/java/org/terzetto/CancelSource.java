package org.terzetto;

/** What kind of event cancelled a scope. */
public enum CancelSource {
  /** Somebody called {@link CancelScope#cancel}. */
  EXPLICIT("explicit"),
  /** The scope's deadline passed. */
  DEADLINE("deadline"),
  /** A child of the nursery, or its body, failed. */
  NURSERY("nursery"),
  /** {@link CancelScope#shutdown} was called, or the run is ending. */
  SHUTDOWN("shutdown"),
  /** The task that waits for its nursery's children was interrupted from outside, or by Ctrl-C. */
  INTERRUPT("interrupt"),
  /** Not known. */
  UNKNOWN("unknown");

  private final String text;

  CancelSource(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
