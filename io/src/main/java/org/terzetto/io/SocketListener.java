package org.terzetto.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.terzetto.ClosedResourceException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;

/**
 * A listening TCP or Unix-domain socket.
 *
 * <p>Thread safety: belongs to the run in which it was made. One task may accept; any task of the
 * run may close it. Once the run has ended it can only be closed.
 */
public final class SocketListener implements Listener<SocketStream> {
  static {
    AcceptErrors.prepare();
  }

  private final ServerSocketChannel channel;
  private final SocketAddress localAddress;
  private final Readiness readiness;
  private final ConflictDetector accepts = new ConflictDetector("accepting from this listener");
  private boolean closed;

  private SocketListener(ServerSocketChannel channel, SocketAddress localAddress)
      throws IOException {
    this.channel = channel;
    this.localAddress = localAddress;
    this.readiness = Readiness.of(channel);
  }

  /**
   * Makes a listener of a bound server socket, which belongs to the listener from then on. It is
   * put into non-blocking mode.
   *
   * @checkpoint never
   * @thread inside the run
   * @param channel bound
   * @return the listener
   * @throws IllegalArgumentException if the channel is not bound
   * @throws IOException if the channel is closed, or the system refuses to watch it; the channel
   *     stays open
   * @throws IllegalStateException if called outside a run
   */
  public static SocketListener of(ServerSocketChannel channel) throws IOException {
    SocketAddress address = channel.getLocalAddress();
    if (address == null) {
      throw new IllegalArgumentException(channel + " is not bound; bind it to an address first");
    }
    channel.configureBlocking(false);
    return new SocketListener(channel, address);
  }

  @Override
  public SocketStream accept() throws IOException, InterruptedException {
    accepts.enter();
    try {
      Checkpoints.checkpointIfCancelled();
      SocketStream stream = tryAccept();
      if (stream != null) {
        Checkpoints.budgetedCheckpoint();
        return stream;
      }
      while (stream == null) {
        waitReadable();
        stream = tryAccept();
      }
      return stream;
    } finally {
      accepts.leave();
    }
  }

  /**
   * Stops listening. Connections that nobody has accepted yet are reset. The file of a Unix-domain
   * socket stays.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled; the listener is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     listener is closed
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
   * The socket underneath, for its options. Do not close it, and leave it in non-blocking mode.
   *
   * @return the channel
   */
  public ServerSocketChannel channel() {
    return channel;
  }

  /**
   * Where this listens.
   *
   * @return the address, also after closing
   */
  public SocketAddress localAddress() {
    return localAddress;
  }

  /**
   * The number of the port, which tells what port 0 has become.
   *
   * @return the port, also after closing
   * @throws UnsupportedOperationException if this is no TCP listener
   */
  public int port() {
    if (localAddress instanceof InetSocketAddress address) {
      return address.getPort();
    }
    throw new UnsupportedOperationException(this + " has no port; only TCP has ports");
  }

  @Override
  public String toString() {
    return "SocketListener[" + localAddress + "]";
  }

  private @Nullable SocketStream tryAccept() throws IOException, InterruptedException {
    while (true) {
      requireOpen();
      try {
        SocketChannel accepted = channel.accept();
        return accepted == null ? null : wrap(accepted);
      } catch (IOException e) {
        if (!channel.isOpen()) {
          throw Sockets.closedUnderneath(this, e);
        }
        if (AcceptErrors.classify(e) != AcceptErrors.Kind.ONE_CONNECTION) {
          throw e;
        }
      }
      Checkpoints.checkpoint();
    }
  }

  private static SocketStream wrap(SocketChannel accepted) throws IOException {
    try {
      return SocketStream.of(accepted);
    } catch (IOException e) {
      Sockets.closeQuietly(accepted);
      throw new AcceptErrors.NoStreamException(e);
    } catch (Throwable failure) {
      Sockets.closeQuietly(accepted);
      throw failure;
    }
  }

  private void waitReadable() throws IOException, InterruptedException {
    try {
      readiness.waitReadable();
    } catch (IOException e) {
      if (!channel.isOpen()) {
        throw Sockets.closedUnderneath(this, e);
      }
      throw e;
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedResourceException(this + " is closed; open another one");
    }
  }
}
