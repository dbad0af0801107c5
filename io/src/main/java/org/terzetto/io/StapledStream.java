package org.terzetto.io;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Two one-way streams as one: a process's standard input and output, say.
 *
 * <p>Thread safety: belongs to a run.
 *
 * @param <S> the half to send with
 * @param <R> the half to receive with
 */
public final class StapledStream<S extends SendStream, R extends ReceiveStream>
    implements HalfCloseableStream {
  private final S sendStream;
  private final R receiveStream;

  /**
   * Staples two streams together.
   *
   * @param sendStream the half to send with
   * @param receiveStream the half to receive with
   */
  public StapledStream(S sendStream, R receiveStream) {
    this.sendStream = Objects.requireNonNull(sendStream, "sendStream");
    this.receiveStream = Objects.requireNonNull(receiveStream, "receiveStream");
  }

  /**
   * The half to send with.
   *
   * @return the stream given at first
   */
  public S sendStream() {
    return sendStream;
  }

  /**
   * The half to receive with.
   *
   * @return the stream given at first
   */
  public R receiveStream() {
    return receiveStream;
  }

  @Override
  public void sendAll(ByteBuffer data) throws InterruptedException {
    sendStream.sendAll(data);
  }

  @Override
  public void waitSendAllMightNotBlock() throws InterruptedException {
    sendStream.waitSendAllMightNotBlock();
  }

  @Override
  public int receiveSome(ByteBuffer destination) throws InterruptedException {
    return receiveStream.receiveSome(destination);
  }

  @Override
  public byte[] receiveSome(int max) throws InterruptedException {
    return receiveStream.receiveSome(max);
  }

  /**
   * Ends the sending half: with its own {@link HalfCloseableStream#sendEof} if it has one,
   * otherwise by closing it gracefully.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.BusyResourceException as {@link HalfCloseableStream#sendEof}
   * @throws org.terzetto.ClosedResourceException as {@link HalfCloseableStream#sendEof}
   * @throws org.terzetto.BrokenResourceException if the connection failed
   * @throws org.terzetto.Cancelled if cancelled
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  @Override
  public void sendEof() throws InterruptedException {
    if (sendStream instanceof HalfCloseableStream halfCloseable) {
      halfCloseable.sendEof();
    } else {
      sendStream.closeGracefully();
    }
  }

  /**
   * Closes the sending half, then the receiving half, the latter even if the former fails.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.BrokenResourceException if one half's proper end failed; if both did, the
   *     first, with the other as a suppressed one. Both are closed
   * @throws org.terzetto.Cancelled if cancelled; both have been closed forcefully
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; both
   *     are closed
   */
  @Override
  public void closeGracefully() throws InterruptedException {
    Resources.use(receiveStream, r -> sendStream.closeGracefully());
  }

  @Override
  public void close() {
    try {
      sendStream.close();
    } finally {
      receiveStream.close();
    }
  }

  @Override
  public String toString() {
    return "StapledStream[" + sendStream + ", " + receiveStream + "]";
  }
}
