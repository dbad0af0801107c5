package org.terzetto.benchmarks.servers;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.HdrHistogram.Histogram;

/**
 * One connection of the generator: sends as much as it may have under way, and checks what comes
 * back.
 */
final class Client {
  private final SocketChannel channel;
  private final Pattern pattern;
  private final int bytes;
  private final long[] sentAt;

  private long granted;
  private long sent;
  private long received;

  Client(SocketChannel channel, Pattern pattern, Load load) {
    this.channel = channel;
    this.pattern = pattern;
    bytes = load.bytes();
    sentAt = new long[load.inFlight()];
  }

  /** Lets another message go. */
  void grant() throws IOException {
    sentAt[(int) (granted / bytes % sentAt.length)] = System.nanoTime();
    granted += bytes;
    send();
  }

  /** Sends what it can. */
  private void send() throws IOException {
    while (sent < granted) {
      int length = (int) Math.min(granted - sent, Pattern.LONGEST);
      int count = channel.write(pattern.slice(sent, length));
      sent += count;
      if (count < length) {
        return;
      }
    }
  }

  /** What the selector is to look for. */
  int interest() {
    return sent < granted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
  }

  /** Takes what has come, and returns how many messages are complete by it. */
  int advance(ByteBuffer buffer, Histogram latencies) throws IOException {
    send();
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      throw new EOFException("the server has closed the connection");
    }
    buffer.flip();
    if (buffer.mismatch(pattern.slice(received, count)) >= 0) {
      throw new IOException("the server sent back other bytes after " + received);
    }
    long before = received / bytes;
    received += count;
    long after = received / bytes;
    long now = System.nanoTime();
    for (long message = before; message < after; message++) {
      latencies.recordValue(now - sentAt[(int) (message % sentAt.length)]);
    }
    return (int) (after - before);
  }
}
