package org.terzetto.backend.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** The channels of the tests; and what to skip where the network lacks something. */
abstract class LoopbackNetwork {
  abstract IoBackendContract contract();

  static void needs(boolean holds, String what) {
    assumeTrue(holds, () -> "skipped: " + what);
  }

  void needsPeersWithThreads() {
    needs(contract().peersHaveThreads(), "peers have no threads here");
  }

  /** Opens what the network may not have. */
  static <T> T openIfThere(Opening<T> opening) throws IOException {
    try {
      return opening.open();
    } catch (UnsupportedOperationException e) {
      needs(false, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  interface Opening<T> {
    T open() throws IOException;
  }

  SelectorProvider sockets() {
    return contract().sockets();
  }

  /** Two ends of a new connection. */
  SocketPair openPair() throws IOException {
    try (ServerSocketChannel server = listen()) {
      SocketChannel ours = connectTo(server.getLocalAddress());
      return new SocketPair(ours, accept(server));
    }
  }

  ServerSocketChannel listen() throws IOException {
    return sockets()
        .openServerSocketChannel()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  SocketChannel connectTo(SocketAddress address) throws IOException {
    SocketChannel channel = sockets().openSocketChannel();
    channel.configureBlocking(false);
    channel.connect(address);
    while (!channel.finishConnect()) {
      contract().letNetworkAct();
    }
    return channel;
  }

  SocketChannel accept(ServerSocketChannel server) throws IOException {
    server.configureBlocking(false);
    SocketChannel accepted = server.accept();
    while (accepted == null) {
      contract().letNetworkAct();
      accepted = server.accept();
    }
    accepted.configureBlocking(contract().peersHaveThreads());
    return accepted;
  }

  /** Reads as soon as there is something to read, or the end. */
  int read(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1024);
    int count = channel.read(buffer);
    while (count == 0) {
      contract().letNetworkAct();
      count = channel.read(buffer);
    }
    return count;
  }
}
