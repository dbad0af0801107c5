package org.terzetto.io;

/**
 * A stream whose sending half can be ended by itself.
 *
 * <p>Thread safety: belongs to a run.
 */
public interface HalfCloseableStream extends Stream {
  /**
   * Tells the other side that nothing more will be sent: having received the rest, it gets end of
   * file. Receiving still works; sending does not any more. Repeating it is no more than a
   * checkpoint.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.BusyResourceException if another task is sending, waiting to send, or
   *     sending the end of file
   * @throws org.terzetto.ClosedResourceException if you closed this stream
   * @throws org.terzetto.BrokenResourceException if the connection failed
   * @throws org.terzetto.Cancelled if cancelled; the end of file was not sent
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void sendEof() throws InterruptedException;
}
