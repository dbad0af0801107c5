package org.terzetto.testing;

import org.terzetto.io.ReceiveStream;
import org.terzetto.io.SendStream;
import org.terzetto.io.StapledStream;

/**
 * Connections without any buffer: sending ends when the other side has received it all. So they
 * show what a program does wrong that counts on buffers, and whatever is to wait, does.
 */
public final class LockstepStreams {
  private LockstepStreams() {}

  /**
   * A connection in one direction.
   *
   * @return the end to send with, and the end to receive with
   */
  public static StreamPair<SendStream, ReceiveStream> oneWayPair() {
    Lockstep connection = new Lockstep();
    return new StreamPair<>(connection.new Sender(), connection.new Receiver());
  }

  /**
   * A connection in both directions.
   *
   * @return the two ends
   */
  public static StreamPair<
          StapledStream<SendStream, ReceiveStream>, StapledStream<SendStream, ReceiveStream>>
      pair() {
    return StreamPair.stapled(oneWayPair(), oneWayPair());
  }
}
