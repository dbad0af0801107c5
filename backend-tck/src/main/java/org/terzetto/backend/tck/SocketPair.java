package org.terzetto.backend.tck;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Two ends of a loopback connection: ours does not block, the peer's does if it can. */
record SocketPair(SocketChannel ours, SocketChannel peer) implements AutoCloseable {
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

  /** Sends until the system takes no more; returns how much that was. */
  long clog() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(65_536);
    long total = 0;
    for (int n = ours.write(data); n > 0; n = ours.write(data.clear())) {
      total += n;
    }
    return total;
  }

  /** Lets the peer break the connection off. */
  void reset() throws IOException {
    peer.setOption(StandardSocketOptions.SO_LINGER, 0);
    peer.close();
  }

  @Override
  public void close() throws IOException {
    ours.close();
    peer.close();
  }
}
