package org.terzetto.io;

import org.terzetto.BusyResourceException;

/** Notices that two tasks use one thing at a time in ways that cannot go together. */
final class ConflictDetector {
  private final String activity;
  private boolean busy;

  /**
   * For one group of operations.
   *
   * @param activity what they do, to end "another task is already ..."
   */
  ConflictDetector(String activity) {
    this.activity = activity;
  }

  /** Begins an operation; {@link #leave} must follow unless this throws. */
  void enter() {
    if (busy) {
      throw new BusyResourceException(
          "another task is already " + activity + "; only one at a time may do so");
    }
    busy = true;
  }

  void leave() {
    busy = false;
  }
}
