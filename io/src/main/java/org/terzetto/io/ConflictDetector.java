package org.terzetto.io;

import org.terzetto.BusyResourceException;

/**
 * For authors of streams: notices that two tasks use one thing at a time in ways that cannot go
 * together. One detector serves one group of such operations.
 *
 * {@snippet :
 * sends.enter();
 * try {
 *   transmit(data); // may suspend
 * } finally {
 *   sends.leave();
 * }
 * }
 *
 * <p>Thread safety: belongs to a run.
 */
public final class ConflictDetector {
  private final String activity;
  private boolean busy;

  /**
   * For one group of operations.
   *
   * @param activity what they do, to end "another task is already ..."
   */
  public ConflictDetector(String activity) {
    this.activity = activity;
  }

  /**
   * Begins an operation; {@link #leave} must follow unless this throws.
   *
   * @checkpoint never
   * @thread inside the run
   * @throws BusyResourceException if another operation of the group has begun and not ended
   */
  public void enter() {
    if (busy) {
      throw new BusyResourceException(
          "another task is already " + activity + "; only one at a time may do so");
    }
    busy = true;
  }

  /**
   * Ends an operation.
   *
   * @checkpoint never
   * @thread inside the run
   */
  public void leave() {
    busy = false;
  }
}
