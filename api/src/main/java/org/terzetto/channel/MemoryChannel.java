package org.terzetto.channel;

import java.util.Objects;

/**
 * The two ends of a channel within a run: what is sent into the one comes out of the other, in that
 * order. Any number of tasks may use either end, or a {@code duplicate()} of their own, and those
 * who wait are served in the order in which they came.
 *
 * <p>A channel between a fixed number of tasks ends when the sender closes its end; give each of
 * several senders a duplicate to close, and close the original, or the receivers wait for ever. In
 * debug mode a channel of which neither side was closed is reported when the run ends.
 *
 * {@snippet :
 * MemoryChannel<String> channel = MemoryChannel.open(10);
 * Nursery.run(nursery -> {
 *   nursery.startSoon("reader", () -> {
 *     try (var lines = channel.sender()) {
 *       lines.send("hello");
 *     }
 *   });
 *   channel.receiver().forEach(line -> handle(line));
 * });
 * }
 *
 * <p>Thread safety: belongs to its run. Other threads send through {@link
 * org.terzetto.lowlevel.RunToken#runSoon}.
 *
 * @param sender where values go in
 * @param receiver where they come out
 * @param <T> the values
 */
public record MemoryChannel<T>(MemorySendChannel<T> sender, MemoryReceiveChannel<T> receiver) {
  /** Checks. */
  public MemoryChannel {
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(receiver, "receiver");
  }

  /**
   * A channel with a buffer, so that a sender can be ahead of the receivers by so many values.
   *
   * @param capacity how many values fit; with zero each sender waits until a receiver has its value
   * @param <T> the values
   * @return both ends
   * @throws IllegalArgumentException if negative
   */
  public static <T> MemoryChannel<T> open(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "the capacity is " + capacity + "; it must be zero or more, or use openUnbounded()");
    }
    ChannelState<T> state = new ChannelState<>(capacity);
    return new MemoryChannel<>(new MemorySendChannel<>(state), new MemoryReceiveChannel<>(state));
  }

  /**
   * A channel whose senders never wait. If they are faster than the receivers for long, it fills
   * the memory: use it where something else limits them.
   *
   * @param <T> the values
   * @return both ends
   */
  public static <T> MemoryChannel<T> openUnbounded() {
    return open(Integer.MAX_VALUE);
  }
}
