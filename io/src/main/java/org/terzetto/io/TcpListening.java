package org.terzetto.io;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import org.terzetto.ExceptionGroup;

/** Opens listening sockets, all or none. */
final class TcpListening {
  /** Opens one listener; tests give their own. */
  interface Opener {
    SocketListener open(InetSocketAddress address) throws IOException;
  }

  private TcpListening() {}

  static int requireBacklog(int backlog) {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog is " + backlog + "; it must be 1 or more");
    }
    return Math.min(backlog, Tcp.MAX_BACKLOG);
  }

  /**
   * Opens one listener per address. A family that the system does not have is passed over, unless
   * none is left.
   */
  static List<SocketListener> openAll(List<InetSocketAddress> addresses, Opener opener)
      throws IOException {
    List<SocketListener> opened = new ArrayList<>();
    List<UnsupportedOperationException> unsupported = new ArrayList<>();
    try {
      for (InetSocketAddress address : addresses) {
        try {
          opened.add(opener.open(address));
        } catch (UnsupportedOperationException e) {
          unsupported.add(e);
        }
      }
    } catch (Throwable failure) {
      opened.forEach(SocketListener::close);
      throw failure;
    }
    if (opened.isEmpty()) {
      throw new IOException(
          "this system can listen on none of " + addresses,
          new ExceptionGroup("attempts to listen", unsupported));
    }
    return List.copyOf(opened);
  }

  /** On every address of this machine, IPv4 and IPv6 alike if the system has both. */
  static SocketListener openOnAll(int port, int backlog) throws IOException {
    return bind(sockets().openServerSocketChannel(), new InetSocketAddress(port), backlog);
  }

  static SocketListener open(InetSocketAddress address, int backlog) throws IOException {
    StandardProtocolFamily family = TcpDialer.familyOf(address.getAddress());
    return bind(sockets().openServerSocketChannel(family), address, backlog);
  }

  private static SelectorProvider sockets() {
    return Network.current().sockets();
  }

  private static SocketListener bind(
      ServerSocketChannel channel, InetSocketAddress address, int backlog) throws IOException {
    try {
      // Addresses of connections that were closed lately can be reused: the JDK sees to that on all
      // systems where it is safe.
      channel.bind(address, requireBacklog(backlog));
      return SocketListener.of(channel);
    } catch (IOException e) {
      Sockets.closeQuietly(channel);
      throw withAddress(address, e);
    } catch (Throwable failure) {
      Sockets.closeQuietly(channel);
      throw failure;
    }
  }

  private static IOException withAddress(InetSocketAddress address, IOException e) {
    BindException result = new BindException("cannot listen on " + address + ": " + e.getMessage());
    result.initCause(e);
    return result;
  }
}
