package org.terzetto.channel;

import org.terzetto.ClosedResourceException;
import org.terzetto.Task;
import org.terzetto.lowlevel.Checkpoints;

/** What both kinds of ends share. */
abstract sealed class ChannelEnd<T> permits MemorySendChannel, MemoryReceiveChannel {
  final ChannelState<T> state;

  /** Tasks blocked at this very end; kept by {@link WaitLine}. */
  int tasksWaiting;

  private boolean closed;

  ChannelEnd(ChannelState<T> state) {
    this.state = state;
  }

  /** The tasks blocked on this end's side. */
  abstract WaitLine<T> side();

  /** One end of this side is gone. */
  abstract void leave();

  final void requireOpen() {
    if (closed) {
      throw closed();
    }
  }

  final ClosedResourceException closed() {
    return new ClosedResourceException(
        "this "
            + getClass().getSimpleName()
            + " has been closed; give each user a duplicate() to close");
  }

  /**
   * Closes this end at once. Tasks blocked at this very end get {@link ClosedResourceException},
   * those at duplicates of it go on. With the last end of a side the other side is told. Closing it
   * again does nothing.
   *
   * @checkpoint never
   * @thread inside the run
   * @throws WrongThreadException if called from outside the run, with somebody to wake
   */
  public void close() {
    if (!closed) {
      side().close(this);
      closed = true;
      leave();
    }
  }

  /**
   * Closes this end, and passes a checkpoint. There is nothing to wait for: it is the same as
   * {@link #close}, for code that closes any kind of channel.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled; this end is closed
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; this
   *     end is closed
   */
  public void closeGracefully() throws InterruptedException {
    Task.current(); // throws outside a task, before anything changes
    close();
    Checkpoints.checkpoint();
  }

  /**
   * The numbers of this moment, about the channel as a whole.
   *
   * @return a snapshot
   */
  public ChannelStatistics statistics() {
    return state.statistics();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + state + (closed ? ", closed]" : "]");
  }
}
