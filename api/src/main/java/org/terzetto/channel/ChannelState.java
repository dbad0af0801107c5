package org.terzetto.channel;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.CloseWatch;

/**
 * What all ends of a channel share: the buffer, and who waits on which side. Whenever receivers
 * wait the buffer is empty and no sender waits; whenever senders wait the buffer is full.
 */
final class ChannelState<T> {
  final WaitLine<T> senders = new WaitLine<>();
  final WaitLine<T> receivers = new WaitLine<>();
  private final int capacity;
  private final CloseWatch watch;
  private final ArrayDeque<T> buffer = new ArrayDeque<>(0);
  private int peak;
  private int openSendEnds;
  private int openReceiveEnds;

  ChannelState(int capacity) {
    this.capacity = capacity;
    this.watch =
        CloseWatch.opened(
            capacity == Integer.MAX_VALUE
                ? "an unbounded memory channel"
                : "a memory channel of capacity " + capacity);
  }

  /** Hands a value to whoever has waited longest, or else to the buffer; false if it is full. */
  boolean offer(T value) {
    Waiter<T> receiver = receivers.first();
    if (receiver != null) {
      receiver.wake(Waiter.Fate.SERVED);
      receiver.value = value;
      return true;
    }
    if (buffer.size() >= capacity) {
      return false;
    }
    buffer.addLast(value);
    peak = Math.max(peak, buffer.size());
    return true;
  }

  /**
   * Takes the oldest value, and lets in that of the longest waiting sender; null if none is there.
   */
  @Nullable T poll() {
    Waiter<T> sender = senders.first();
    T oldest = buffer.peekFirst();
    if (sender == null) {
      return buffer.pollFirst();
    }
    sender.wake(Waiter.Fate.SERVED);
    T sent = sender.value;
    if (oldest == null || sent == null) {
      return sent;
    }
    buffer.removeFirst();
    buffer.addLast(sent);
    return oldest;
  }

  void sendEndOpened() {
    openSendEnds++;
  }

  void receiveEndOpened() {
    openReceiveEnds++;
  }

  void sendEndClosed() {
    if (--openSendEnds == 0) {
      receivers.desert();
      watch.closed();
    }
  }

  void receiveEndClosed() {
    if (--openReceiveEnds == 0) {
      senders.desert();
      watch.closed();
      buffer.clear();
    }
  }

  boolean hasSendEnds() {
    return openSendEnds > 0;
  }

  boolean hasReceiveEnds() {
    return openReceiveEnds > 0;
  }

  ChannelStatistics statistics() {
    return new ChannelStatistics(
        buffer.size(),
        capacity,
        openSendEnds,
        openReceiveEnds,
        senders.size(),
        receivers.size(),
        peak);
  }

  @Override
  public String toString() {
    return buffer.size() + " of " + (capacity == Integer.MAX_VALUE ? "unbounded" : "" + capacity);
  }
}
