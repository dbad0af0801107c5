package org.terzetto.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.terzetto.BrokenResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;

/**
 * A connected TCP or Unix-domain socket.
 *
 * <p>A failure that the system reports comes out as {@link BrokenResourceException} with the {@link
 * IOException} as its cause; that the socket is closed, as {@link ClosedResourceException}.
 *
 * <p>Thread safety: belongs to the run in which it was made. One task may send while another
 * receives; any task of the run may close it. Once the run has ended it can only be closed.
 *
 * @implNote Heap buffers are fine. The JDK copies them through a direct buffer which it keeps per
 *     carrier thread, so there is about one for a whole run, of 64 KiB at most. {@link
 *     #forEachChunk} spares the copy, and holds no buffer while it waits.
 */
public final class SocketStream implements HalfCloseableStream {
  private static final int CHUNKS_PER_CALL = 64;

  private final SocketChannel channel;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private final Readiness readiness;
  private final boolean shortReadsDrain;
  private final ConflictDetector sends = new ConflictDetector("sending on this stream");
  private final ConflictDetector receives = new ConflictDetector("receiving from this stream");
  private boolean closed;
  private boolean eofSent;
  private boolean eofReceived;

  /** The last attempt to send was not taken whole, and no wait has ended since. */
  private boolean clogged;

  /** What broke the connection. The system says it once, and then that the stream has ended. */
  private @Nullable IOException breakage;

  private SocketStream(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.localAddress = channel.getLocalAddress();
    this.remoteAddress = channel.getRemoteAddress();
    this.readiness = Readiness.of(channel);
    // On a Unix-domain socket a read also stops where a descriptor was passed along.
    this.shortReadsDrain = remoteAddress instanceof InetSocketAddress;
  }

  /**
   * Makes a stream of a connected socket, which belongs to the stream from then on. It is put into
   * non-blocking mode; for TCP, small packets are sent without delay ({@code TCP_NODELAY}).
   *
   * @checkpoint never
   * @thread inside the run
   * @param channel connected
   * @return the stream
   * @throws IllegalArgumentException if the channel is not connected
   * @throws IOException if the channel is closed, or the system refuses to watch it; the channel
   *     stays open
   * @throws IllegalStateException if called outside a run
   */
  public static SocketStream of(SocketChannel channel) throws IOException {
    Sockets.requireConnected(channel);
    channel.configureBlocking(false);
    Sockets.sendWithoutDelay(channel);
    return new SocketStream(channel);
  }

  @Override
  public void sendAll(ByteBuffer data) throws InterruptedException {
    sends.enter();
    try {
      Checkpoints.checkpointIfCancelled();
      boolean waited = false;
      boolean accepted = send(data);
      while (data.hasRemaining()) {
        if (accepted) {
          // There may be more to send than one turn allows.
          Checkpoints.budgetedCheckpoint();
          Checkpoints.checkpointIfCancelled();
        } else {
          waitWritable();
          waited = true;
        }
        accepted = send(data);
      }
      if (!waited) {
        Checkpoints.budgetedCheckpoint();
      }
    } finally {
      sends.leave();
    }
  }

  @Override
  public void waitSendAllMightNotBlock() throws InterruptedException {
    sends.enter();
    try {
      Checkpoints.checkpointIfCancelled();
      requireSendable();
      if (clogged) {
        waitWritable();
      } else {
        // No wait without an attempt that failed: the system need not tell again of room that it
        // has told of, or that has always been there.
        Checkpoints.budgetedCheckpoint();
        if (!channel.isOpen()) {
          throw Sockets.closedUnderneath(this, new ClosedChannelException());
        }
      }
    } finally {
      sends.leave();
    }
  }

  @Override
  public void sendEof() throws InterruptedException {
    sends.enter();
    try {
      Checkpoints.checkpointIfCancelled();
      requireOpen();
      if (!eofSent) {
        eofSent = true;
        try {
          channel.shutdownOutput();
        } catch (IOException e) {
          throw Sockets.failure(this, channel, e);
        }
      }
      Checkpoints.budgetedCheckpoint();
    } finally {
      sends.leave();
    }
  }

  @Override
  public int receiveSome(ByteBuffer destination) throws InterruptedException {
    if (destination.isReadOnly() || !destination.hasRemaining()) {
      throw new IllegalArgumentException(
          destination + " takes no bytes; use a buffer with room that is not read-only");
    }
    receives.enter();
    try {
      int count;
      do {
        awaitArrival();
        count = receive(destination);
      } while (count == 0);
      return count;
    } finally {
      receives.leave();
    }
  }

  /** {@inheritDoc} Chunks mostly lie in direct buffers, each perhaps in another one. */
  @Override
  public <X extends Exception> void forEachChunk(ChunkBody<X> body) throws X, InterruptedException {
    ChunkBuffers buffers = ChunkBuffers.current();
    boolean ended;
    do {
      ended = receiveChunks(body, buffers);
    } while (!ended);
  }

  /**
   * Some of the chunks. The loop is cut into calls for the JIT: it compiles the frame of a loop
   * that runs already only late, one in a thousand turns of all connections at a time, and until
   * then each suspension has to walk interpreted frames. A call enters what is compiled by now.
   *
   * @return true at end of file
   */
  private <X extends Exception> boolean receiveChunks(ChunkBody<X> body, ChunkBuffers buffers)
      throws X, InterruptedException {
    for (int i = 0; i < CHUNKS_PER_CALL; i++) {
      receives.enter();
      try {
        awaitArrival();
      } finally {
        receives.leave();
      }
      ByteBuffer chunk = buffers.lend();
      try {
        int count = receive(chunk);
        if (count < 0) {
          return true;
        }
        if (count > 0) {
          body.accept(chunk.flip());
        }
      } finally {
        buffers.giveBack(chunk);
      }
    }
    return false;
  }

  /**
   * Closes the socket. There is no farewell to wait for: the system goes on sending what {@link
   * #sendAll} has handed over, and then the end of file. But if bytes that came in were not
   * received yet, the system resets the connection, and the other side may lose what is still under
   * way.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled; the socket is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     socket is closed
   */
  @Override
  public void closeGracefully() throws InterruptedException {
    close();
    Checkpoints.checkpoint();
  }

  /** {@inheritDoc} Also allowed once the run has ended. */
  @Override
  public void close() {
    if (!closed) {
      Sockets.close(channel, readiness);
      closed = true;
    }
  }

  /**
   * The socket underneath, for what this class does not offer. Do not close it, and leave it in
   * non-blocking mode.
   *
   * @return the channel
   */
  public SocketChannel channel() {
    return channel;
  }

  /**
   * The address of this end.
   *
   * @return the address, also after closing
   */
  public SocketAddress localAddress() {
    return localAddress;
  }

  /**
   * The address of the other end.
   *
   * @return the address, also after closing
   */
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /**
   * The value of a socket option.
   *
   * @checkpoint never
   * @thread inside the run
   * @param option such as {@link StandardSocketOptions#SO_KEEPALIVE}
   * @param <T> the type of its value
   * @return the value
   * @throws UnsupportedOperationException if this kind of socket does not have the option
   * @throws IOException if the socket is closed, or the system refuses
   */
  public <T> T option(SocketOption<T> option) throws IOException {
    return channel.getOption(option);
  }

  /**
   * Sets a socket option.
   *
   * @checkpoint never
   * @thread inside the run
   * @param option such as {@link StandardSocketOptions#SO_KEEPALIVE}
   * @param value its new value
   * @param <T> the type of its value
   * @return this stream
   * @throws UnsupportedOperationException if this kind of socket does not have the option
   * @throws IllegalArgumentException if the value is out of range
   * @throws IOException if the socket is closed, or the system refuses
   */
  public <T> SocketStream option(SocketOption<T> option, T value) throws IOException {
    channel.setOption(option, value);
    return this;
  }

  @Override
  public String toString() {
    return "SocketStream[" + localAddress + " to " + remoteAddress + "]";
  }

  /**
   * Hands what it can to the system.
   *
   * @return false if the system took less than it was offered: its buffer is full
   */
  private boolean send(ByteBuffer data) {
    requireSendable();
    try {
      clogged = !Sockets.write(channel, data);
      return !clogged;
    } catch (IOException e) {
      throw transferFailed(e);
    }
  }

  /** A checkpoint before each attempt to receive. It waits, if the last one has left nothing. */
  private void awaitArrival() throws InterruptedException {
    Checkpoints.checkpointIfCancelled();
    requireOpen();
    if (readiness.isDrained()) {
      waitReadable();
    } else {
      Checkpoints.budgetedCheckpoint();
    }
  }

  /** Takes what is there, if anything; -1 at end of file. */
  private int receive(ByteBuffer destination) {
    requireOpen();
    if (eofReceived) {
      return -1;
    }
    try {
      int room = Sockets.transferSize(destination);
      int count = Sockets.read(channel, destination);
      if (count < 0 && breakage != null) {
        throw breakage;
      }
      eofReceived = count < 0;
      if (count == 0 || (shortReadsDrain && !eofReceived && count < room)) {
        readiness.noteDrained();
      }
      return count;
    } catch (IOException e) {
      throw transferFailed(e);
    }
  }

  /** Sending into a pipe that the peer has closed does not tell how what it sent has ended. */
  private RuntimeException transferFailed(IOException e) {
    if (!BrokenPipe.isMeantBy(e)) {
      breakage = e;
    }
    return Sockets.failure(this, channel, e);
  }

  private void waitReadable() throws InterruptedException {
    try {
      readiness.waitReadable();
    } catch (IOException e) {
      throw Sockets.failure(this, channel, e);
    }
  }

  private void waitWritable() throws InterruptedException {
    try {
      readiness.waitWritable();
      clogged = false;
    } catch (IOException e) {
      throw Sockets.failure(this, channel, e);
    }
    requireOpen();
  }

  private void requireSendable() {
    requireOpen();
    if (eofSent) {
      throw new ClosedResourceException(
          this + " has sent its end of file; send everything before sendEof");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedResourceException(this + " is closed; open another one");
    }
  }
}
