package org.terzetto.channel;

import java.util.Objects;
import java.util.Optional;
import org.terzetto.EndOfChannelException;

/**
 * Somewhere to receive values from.
 *
 * <p>Thread safety: belongs to its run.
 *
 * @param <T> the values
 */
public interface ReceiveChannel<T> extends AutoCloseable {
  /**
   * Receives one value, waiting as long as it takes.
   *
   * @checkpoint always
   * @thread a task of the run
   * @implSpec Whether more than one task may receive at a time is for the implementation to say; if
   *     not, throw {@link org.terzetto.BusyResourceException}.
   * @return the value, never null
   * @throws EndOfChannelException if there is nothing more to come
   * @throws org.terzetto.ClosedResourceException if you closed this end, before or meanwhile
   * @throws org.terzetto.BrokenResourceException if the other side failed
   * @throws org.terzetto.Cancelled if cancelled; nothing was received
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing was received
   */
  T receive() throws InterruptedException;

  /**
   * Like {@link #receive}, with the end as a result instead of an exception.
   *
   * @checkpoint always
   * @thread a task of the run
   * @return the value, empty if there is nothing more to come
   * @throws org.terzetto.ClosedResourceException as {@link #receive}
   * @throws org.terzetto.BrokenResourceException as {@link #receive}
   * @throws org.terzetto.Cancelled as {@link #receive}
   * @throws InterruptedException as {@link #receive}
   */
  default Optional<T> receiveOptional() throws InterruptedException {
    try {
      return Optional.of(receive());
    } catch (EndOfChannelException _) {
      return Optional.empty();
    }
  }

  /**
   * Receives values until there is nothing more to come, and does something with each. Does not
   * close this end.
   *
   * @checkpoint before each value, and once more at the end
   * @thread a task of the run
   * @param body what to do with a value
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws org.terzetto.ClosedResourceException as {@link #receive}
   * @throws org.terzetto.BrokenResourceException as {@link #receive}
   * @throws org.terzetto.Cancelled as {@link #receive}; no value was received for nothing
   * @throws InterruptedException as {@link #receive}
   */
  default <X extends Exception> void forEach(ElementBody<? super T, X> body)
      throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    for (Optional<T> next = receiveOptional(); next.isPresent(); next = receiveOptional()) {
      body.accept(next.get());
    }
  }

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
