package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A bare loop over a {@link Selector} with one buffer for all: about the least that Java can do.
 */
final class SelectorServer {
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);

  private SelectorServer() throws IOException {}

  static void main() throws IOException {
    new SelectorServer().serve();
  }

  private void serve() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 65_535);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      ServerHost.announce(server.socket().getLocalPort());
      while (true) {
        selector.select(this::ready);
      }
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept((ServerSocketChannel) key.channel());
      } else {
        echo(key);
      }
    } catch (IOException e) {
      close(key);
    }
  }

  private void accept(ServerSocketChannel server) throws IOException {
    for (SocketChannel client = server.accept(); client != null; client = server.accept()) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ);
    }
  }

  /**
   * What does not fit into the socket is kept with the key, and nothing more is read until it has
   * gone.
   */
  private void echo(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (key.attachment() instanceof ByteBuffer rest) {
      channel.write(rest);
      keep(key, rest);
      return;
    }
    buffer.clear();
    if (channel.read(buffer) < 0) {
      channel.close();
      return;
    }
    buffer.flip();
    channel.write(buffer);
    if (buffer.hasRemaining()) {
      keep(key, ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
    }
  }

  private static void keep(SelectionKey key, ByteBuffer rest) {
    boolean more = rest.hasRemaining();
    key.attach(more ? rest : null);
    key.interestOps(more ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
