package org.terzetto.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.terzetto.lowlevel.RunVar;

/**
 * The buffers of a run for chunks that sockets receive: lent when there is something to receive,
 * given back when the chunk has been handled. So a quiet connection holds none, and as long as
 * handling a chunk does not wait, one serves the whole run.
 *
 * <p>They are direct, since the JDK copies heap buffers through a direct one, in both directions.
 *
 * <p>Thread safety: belongs to a run.
 */
final class ChunkBuffers {
  /** So that slow handlers cannot take memory without end: 4 MiB, which the run then keeps. */
  private static final int MAX_DIRECT = 64;

  /** Of those that are made when all direct ones are lent, and left to the collector. */
  private static final int HEAP_SIZE = 16_384;

  private static final RunVar<ChunkBuffers> OF_RUN = new RunVar<>("chunk buffers");

  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private int direct;

  private ChunkBuffers() {}

  static ChunkBuffers current() {
    return OF_RUN.getOrSet(ChunkBuffers::new);
  }

  /** The one that was used last comes first: the processor may still have it in its cache. */
  ByteBuffer lend() {
    ByteBuffer buffer = idle.pollLast();
    if (buffer != null) {
      return buffer;
    }
    if (direct == MAX_DIRECT) {
      return ByteBuffer.allocate(HEAP_SIZE);
    }
    ByteBuffer made = ByteBuffer.allocateDirect(ReceiveStream.DEFAULT_RECEIVE_SIZE);
    direct++;
    return made;
  }

  /** The next one finds it as new, whatever this one has set. */
  void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      idle.addLast(buffer.clear().order(ByteOrder.BIG_ENDIAN));
    }
  }
}
