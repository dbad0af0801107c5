package org.terzetto;

/**
 * A task tried to suspend while a native frame or a class initializer on its stack pinned it to the
 * loop thread, which would have stopped the loop for ever. The message names the frame. The call
 * that tried to suspend had no effect.
 */
public class PinnedSuspensionException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message which frame pins the task, and the way out
   */
  public PinnedSuspensionException(String message) {
    super(message);
  }
}
