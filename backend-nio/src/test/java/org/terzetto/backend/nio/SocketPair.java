package org.terzetto.backend.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Two ends of a loopback connection: ours does not block, the peer's does. */
record SocketPair(SocketChannel ours, SocketChannel peer) implements AutoCloseable {
  static SocketPair open() throws IOException {
    try (ServerSocketChannel server = listen()) {
      SocketChannel ours = SocketChannel.open(server.getLocalAddress());
      ours.configureBlocking(false);
      return new SocketPair(ours, server.accept());
    }
  }

  static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Lets the peer send one byte. */
  void send() throws IOException {
    peer.write(ByteBuffer.wrap(new byte[1]));
  }

  /** Takes all bytes that have come in. */
  int drain() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1024);
    int total = 0;
    for (int n = ours.read(buffer); n > 0; n = ours.read(buffer.clear())) {
      total += n;
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    ours.close();
    peer.close();
  }
}
