package org.terzetto.testing;

import java.util.Optional;
import org.terzetto.BrokenResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.io.StapledStream;

/**
 * Connects memory streams. A pair has a buffer without limit, so sending never waits. It works by
 * the hooks of its ends: a test that sets other ones can delay the data, divide it, or lose it, and
 * {@link #pump} then moves what it pleases.
 */
public final class MemoryStreams {
  private MemoryStreams() {}

  /**
   * Moves what was sent to where it is received; end of file too.
   *
   * @checkpoint never
   * @thread inside the run
   * @param from where it was sent
   * @param to where it is to be received
   * @return whether there was anything to move
   * @throws BrokenResourceException if there was, and {@code to} is closed; it is lost
   */
  public static boolean pump(MemorySendStream from, MemoryReceiveStream to) {
    return pump(from, to, Integer.MAX_VALUE);
  }

  /**
   * Like {@link #pump(MemorySendStream, MemoryReceiveStream)}, for a few bytes.
   *
   * @checkpoint never
   * @thread inside the run
   * @param from where it was sent
   * @param to where it is to be received
   * @param max the most bytes to move
   * @return whether there was anything to move
   * @throws BrokenResourceException if there was, and {@code to} is closed; it is lost
   * @throws IllegalArgumentException if {@code max} is not positive
   */
  public static boolean pump(MemorySendStream from, MemoryReceiveStream to, int max) {
    Optional<byte[]> data = from.tryTakeData(max);
    if (data.isEmpty()) {
      return false;
    }
    if (data.get().length == 0) {
      to.putEof();
      return true;
    }
    try {
      to.putData(data.get());
    } catch (ClosedResourceException e) {
      throw new BrokenResourceException("the other end of this memory stream is closed", e);
    }
    return true;
  }

  /**
   * A connection in one direction.
   *
   * @return the end to send with, and the end to receive with
   */
  public static StreamPair<MemorySendStream, MemoryReceiveStream> oneWayPair() {
    MemorySendStream sender = new MemorySendStream();
    MemoryReceiveStream receiver = new MemoryReceiveStream();
    sender.onSendAll(() -> pump(sender, receiver));
    sender.onClose(() -> pump(sender, receiver));
    return new StreamPair<>(sender, receiver);
  }

  /**
   * A connection in both directions.
   *
   * @return the two ends
   */
  public static StreamPair<
          StapledStream<MemorySendStream, MemoryReceiveStream>,
          StapledStream<MemorySendStream, MemoryReceiveStream>>
      pair() {
    return StreamPair.stapled(oneWayPair(), oneWayPair());
  }
}
