package org.terzetto.io;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;

/** Opens TCP sockets and connects them. */
final class TcpDialer implements HappyEyeballs.Dialer<SocketStream> {
  private final Optional<InetAddress> localAddress;

  TcpDialer(Optional<InetAddress> localAddress) {
    this.localAddress = localAddress;
  }

  @Override
  public HappyEyeballs.Attempt<SocketStream> open(InetSocketAddress target) throws IOException {
    SocketChannel channel = openFor(target.getAddress());
    try {
      channel.configureBlocking(false);
      bind(channel, target);
      return new TcpAttempt(channel, Readiness.of(channel), target);
    } catch (Throwable failure) {
      Sockets.closeQuietly(channel);
      throw failure;
    }
  }

  private static SocketChannel openFor(InetAddress target) throws IOException {
    try {
      return Network.current().sockets().openSocketChannel(familyOf(target));
    } catch (UnsupportedOperationException e) {
      throw new IOException("this system cannot reach " + target + ": " + e.getMessage(), e);
    }
  }

  private void bind(SocketChannel channel, InetSocketAddress target) throws IOException {
    if (localAddress.isEmpty()) {
      return;
    }
    InetAddress local = localAddress.get();
    if (familyOf(local) != familyOf(target.getAddress())) {
      throw new IOException(
          "cannot connect from local address "
              + local.getHostAddress()
              + " to "
              + target
              + ": one is IPv4, the other IPv6");
    }
    channel.bind(new InetSocketAddress(local, 0));
  }

  static StandardProtocolFamily familyOf(InetAddress address) {
    return address instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  private record TcpAttempt(SocketChannel channel, Readiness readiness, InetSocketAddress target)
      implements HappyEyeballs.Attempt<SocketStream> {
    @Override
    public void connect() throws IOException, InterruptedException {
      Checkpoints.checkpointIfCancelled();
      try {
        if (channel.connect(target)) {
          Checkpoints.budgetedCheckpoint();
          return;
        }
        do {
          readiness.waitWritable();
        } while (!channel.finishConnect());
      } catch (IOException e) {
        ConnectException withAddress = new ConnectException(target + ": " + e.getMessage());
        withAddress.initCause(e);
        throw withAddress;
      }
    }

    @Override
    public SocketStream finish() throws IOException {
      return SocketStream.of(channel);
    }

    @Override
    public void close() {
      Sockets.close(channel, readiness);
    }
  }
}
