package org.terzetto.channel;

import java.util.Objects;
import org.terzetto.BrokenResourceException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;

/**
 * The sending end of a {@link MemoryChannel}. Any number of tasks may send.
 *
 * <p>Thread safety: belongs to its run. Other threads send through {@link RunToken#runSoon}.
 *
 * @param <T> the values
 */
public final class MemorySendChannel<T> extends ChannelEnd<T> implements SendChannel<T> {
  MemorySendChannel(ChannelState<T> state) {
    super(state);
    state.sendEndOpened();
  }

  /**
   * Sends one value, waiting for room behind all who send already. If a receiver waits, the value
   * is its own when this returns, and nobody else's.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param value not null
   * @throws org.terzetto.ClosedResourceException if this end is closed, before or meanwhile; the
   *     value was not sent
   * @throws BrokenResourceException if all receiving ends are closed, before or meanwhile; nobody
   *     will have the value
   * @throws org.terzetto.Cancelled if cancelled; the value was not sent
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     value was not sent
   */
  @Override
  public void send(T value) throws InterruptedException {
    Objects.requireNonNull(value, "value");
    Checkpoints.checkpointIfCancelled();
    if (offer(value)) {
      Checkpoints.budgetedCheckpoint();
      return;
    }
    switch (new Waiter<>(this, value).await(state.senders)) {
      case CLOSED -> throw closed();
      case DESERTED -> throw noReceivers();
      default -> {}
    }
  }

  /**
   * Sends one value if it need not wait: there is room, or a receiver waits.
   *
   * @checkpoint never
   * @thread inside the run
   * @param value not null
   * @return false if it would have to wait
   * @throws org.terzetto.ClosedResourceException if this end is closed
   * @throws BrokenResourceException if all receiving ends are closed
   * @throws IllegalStateException if called outside a run
   */
  public boolean trySend(T value) {
    Objects.requireNonNull(value, "value");
    RunToken.current(); // throws outside a run
    return offer(value);
  }

  /**
   * One more sending end of the same channel, to be closed on its own.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the new end
   * @throws org.terzetto.ClosedResourceException if this end is closed
   */
  public MemorySendChannel<T> duplicate() {
    requireOpen();
    return new MemorySendChannel<>(state);
  }

  private boolean offer(T value) {
    requireOpen();
    if (!state.hasReceiveEnds()) {
      throw noReceivers();
    }
    return state.offer(value);
  }

  private static BrokenResourceException noReceivers() {
    return new BrokenResourceException(
        "all receiving ends of this channel are closed; nobody would receive the value");
  }

  @Override
  WaitLine<T> side() {
    return state.senders;
  }

  @Override
  void leave() {
    state.sendEndClosed();
  }
}
