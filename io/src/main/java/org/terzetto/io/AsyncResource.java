package org.terzetto.io;

/**
 * Something to be closed, where closing it well may take time: flushing, saying goodbye to a peer.
 *
 * <p>{@link #close} is for {@code try}-with-resources and for emergencies; {@link #closeGracefully}
 * is the proper end of a conversation. {@link Resources#use} ends a block with the latter.
 *
 * <p>Thread safety: belongs to a run; one task at a time unless an implementation says otherwise.
 */
public interface AsyncResource extends AutoCloseable {
  /**
   * Closes this resource, taking the time that a proper end needs. Tasks that are blocked in one of
   * its operations get {@link org.terzetto.ClosedResourceException}. Closing it again does no more
   * than a checkpoint.
   *
   * @checkpoint always
   * @thread a task of the run
   * @implSpec When cancelled, or failing in another way, close forcefully, then let the exception
   *     out: whatever happens, the resource is closed afterwards.
   * @throws org.terzetto.Cancelled if cancelled; the resource has been closed forcefully
   * @throws org.terzetto.BrokenResourceException if the proper end failed; the resource is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     resource is closed
   */
  void closeGracefully() throws InterruptedException;

  /**
   * Closes this resource at once, without a proper end: the other side may see an error instead.
   * Tasks that are blocked in one of its operations get {@link
   * org.terzetto.ClosedResourceException}. Closing it again does nothing.
   *
   * @checkpoint never
   * @thread inside the run
   * @throws WrongThreadException if called from elsewhere while the run lives, so that tasks that
   *     are blocked could not be told; nothing is closed
   */
  @Override
  void close();
}
