package org.terzetto.testing;

import org.terzetto.io.AsyncResource;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.SendStream;
import org.terzetto.io.StapledStream;

/**
 * The two ends of a connection.
 *
 * @param one the end that sends, if there is but one direction
 * @param other the end that receives, if there is but one direction
 * @param <A> the type of one end
 * @param <B> the type of the other end
 */
public record StreamPair<A extends AsyncResource, B extends AsyncResource>(A one, B other)
    implements AutoCloseable {
  /**
   * The same connection, seen from the other side.
   *
   * @return a pair of the same ends
   */
  public StreamPair<B, A> flipped() {
    return new StreamPair<>(/* one= */ other, /* other= */ one);
  }

  /**
   * Closes both ends, forcefully.
   *
   * @checkpoint never
   * @thread inside the run
   */
  @Override
  public void close() {
    try {
      one.close();
    } finally {
      other.close();
    }
  }

  /** Two connections in one direction each as one in both directions. */
  static <S extends SendStream, R extends ReceiveStream>
      StreamPair<StapledStream<S, R>, StapledStream<S, R>> stapled(
          StreamPair<S, R> there, StreamPair<S, R> back) {
    return new StreamPair<>(
        new StapledStream<>(there.one(), back.other()),
        new StapledStream<>(back.one(), there.other()));
  }
}
