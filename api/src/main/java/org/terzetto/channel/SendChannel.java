package org.terzetto.channel;

/**
 * Somewhere to send values to.
 *
 * <p>Thread safety: belongs to its run.
 *
 * @param <T> the values
 */
public interface SendChannel<T> extends AutoCloseable {
  /**
   * Sends one value, waiting as long as it takes.
   *
   * @checkpoint always
   * @thread a task of the run
   * @implSpec Whether more than one task may send at a time is for the implementation to say; if
   *     not, throw {@link org.terzetto.BusyResourceException}.
   * @param value not null
   * @throws org.terzetto.ClosedResourceException if you closed this end, before or meanwhile
   * @throws org.terzetto.BrokenResourceException if nobody will receive it: the other side has gone
   *     away
   * @throws org.terzetto.Cancelled if cancelled; the value was not sent
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     value was not sent
   */
  void send(T value) throws InterruptedException;

  /**
   * Closes this end, taking the time that a proper end needs. Closing it again does no more than a
   * checkpoint.
   *
   * @checkpoint always
   * @thread a task of the run
   * @implSpec When cancelled, or failing in another way, close forcefully, then let the exception
   *     out: whatever happens, this end is closed afterwards.
   * @throws org.terzetto.Cancelled if cancelled; this end is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; this
   *     end is closed
   */
  void closeGracefully() throws InterruptedException;

  /**
   * Closes this end at once. Tasks that are blocked in one of its operations get {@link
   * org.terzetto.ClosedResourceException}. Closing it again does nothing.
   *
   * @checkpoint never
   * @thread inside the run
   */
  @Override
  void close();
}
