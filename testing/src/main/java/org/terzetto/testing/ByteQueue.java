package org.terzetto.testing;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.terzetto.ClosedResourceException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;

/** Bytes on their way, as many as there are; once it is closed, end of file comes behind them. */
final class ByteQueue {
  private final Deque<ByteBuffer> chunks = new ArrayDeque<>();
  private final ParkingLot waiting = new ParkingLot();
  private boolean closed;

  /** Adds a copy, and moves the position of {@code data} to its limit. */
  void put(ByteBuffer data) {
    if (closed) {
      throw new ClosedResourceException("nothing can follow the end of file");
    }
    if (data.hasRemaining()) {
      chunks.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
      waiting.unparkAll();
    }
  }

  void close() {
    closed = true;
    waiting.unparkAll();
  }

  void closeAndDiscard() {
    chunks.clear();
    close();
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether {@link #take} has an answer: bytes, or the end of file. */
  boolean isReady() {
    return closed || !chunks.isEmpty();
  }

  /** Always a checkpoint. */
  void awaitReady() throws InterruptedException {
    Checkpoints.checkpoint();
    while (!isReady()) {
      waiting.park();
    }
  }

  /** As many bytes as are there, {@code max} at most; none at end of file, or if there are none. */
  byte[] take(int max) {
    ByteBuffer taken = ByteBuffer.allocate(Math.min(max, size()));
    take(taken);
    return taken.array();
  }

  /** Moves as many bytes as are there and fit. */
  int take(ByteBuffer destination) {
    int before = destination.position();
    while (destination.hasRemaining() && !chunks.isEmpty()) {
      ByteBuffer chunk = chunks.element();
      move(chunk, destination);
      if (!chunk.hasRemaining()) {
        chunks.remove();
      }
    }
    return destination.position() - before;
  }

  /** Moves as many bytes as there are and fit, from one buffer to another. */
  static int move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(from.slice(from.position(), count));
    from.position(from.position() + count);
    return count;
  }

  static void requirePositive(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max is " + max + "; it must be 1 or more");
    }
  }

  private int size() {
    return Math.toIntExact(chunks.stream().mapToLong(ByteBuffer::remaining).sum());
  }
}
