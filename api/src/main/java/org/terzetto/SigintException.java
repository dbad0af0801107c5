package org.terzetto;

/**
 * Somebody pressed Ctrl-C, or otherwise interrupted the program as a whole. The main task gets this
 * at its next checkpoint, once, if the run was given a source of such interruptions; see {@link
 * RunOptions#withInterrupts}. When it comes too late for main, the run itself throws it.
 */
public class SigintException extends InterruptedException {
  private static final long serialVersionUID = 1L;

  /**
   * With a message.
   *
   * @param message who was interrupted
   */
  public SigintException(String message) {
    super(message);
  }
}
