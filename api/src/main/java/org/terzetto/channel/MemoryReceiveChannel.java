package org.terzetto.channel;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.EndOfChannelException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;

/**
 * The receiving end of a {@link MemoryChannel}. Any number of tasks may receive; each value goes to
 * one of them.
 *
 * <p>Thread safety: belongs to its run.
 *
 * @param <T> the values
 */
public final class MemoryReceiveChannel<T> extends ChannelEnd<T> implements ReceiveChannel<T> {
  MemoryReceiveChannel(ChannelState<T> state) {
    super(state);
    state.receiveEndOpened();
  }

  /**
   * Receives the oldest value, waiting for one behind all who wait already.
   *
   * @checkpoint always
   * @thread a task of the run
   * @return the value, never null
   * @throws EndOfChannelException if all values have been received, and all sending ends are
   *     closed, before or meanwhile
   * @throws org.terzetto.ClosedResourceException if this end is closed, before or meanwhile
   * @throws org.terzetto.Cancelled if cancelled; nothing was received
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing was received
   */
  @Override
  public T receive() throws InterruptedException {
    T value = receiveOrNull();
    if (value == null) {
      throw end();
    }
    return value;
  }

  @Override
  public Optional<T> receiveOptional() throws InterruptedException {
    return Optional.ofNullable(receiveOrNull());
  }

  @Override
  public <X extends Exception> void forEach(ElementBody<? super T, X> body)
      throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    for (T value = receiveOrNull(); value != null; value = receiveOrNull()) {
      body.accept(value);
    }
  }

  /**
   * Receives the oldest value if there is one: in the buffer, or in the hands of a blocked sender.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the value, empty if it would have to wait for one
   * @throws EndOfChannelException if all values have been received, and all sending ends are closed
   * @throws org.terzetto.ClosedResourceException if this end is closed
   * @throws IllegalStateException if called outside a run
   */
  public Optional<T> tryReceive() {
    RunToken.current(); // throws outside a run
    requireOpen();
    T value = state.poll();
    if (value == null && !state.hasSendEnds()) {
      throw end();
    }
    return Optional.ofNullable(value);
  }

  /**
   * One more receiving end of the same channel, to be closed on its own. Values are not copied:
   * each goes to one of the ends.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the new end
   * @throws org.terzetto.ClosedResourceException if this end is closed
   */
  public MemoryReceiveChannel<T> duplicate() {
    requireOpen();
    return new MemoryReceiveChannel<>(state);
  }

  private @Nullable T receiveOrNull() throws InterruptedException {
    Checkpoints.checkpointIfCancelled();
    requireOpen();
    T value = state.poll();
    if (value != null || !state.hasSendEnds()) {
      Checkpoints.budgetedCheckpoint();
      return value;
    }
    Waiter<T> waiter = new Waiter<>(this, null);
    if (waiter.await(state.receivers) == Waiter.Fate.CLOSED) {
      throw closed();
    }
    return waiter.value;
  }

  private static EndOfChannelException end() {
    return new EndOfChannelException(
        "all sending ends of this channel are closed, and all values have been received");
  }

  @Override
  WaitLine<T> side() {
    return state.receivers;
  }

  @Override
  void leave() {
    state.receiveEndClosed();
  }
}
