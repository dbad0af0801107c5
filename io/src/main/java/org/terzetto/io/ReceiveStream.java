package org.terzetto.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Somewhere to receive bytes from.
 *
 * <p>Thread safety: belongs to a run. One task at a time may receive.
 */
public interface ReceiveStream extends AsyncResource {
  /** How many bytes {@link #receiveSome()} asks for. */
  int DEFAULT_RECEIVE_SIZE = 65_536;

  /**
   * Waits until bytes are there, and takes them: at least one, at most as many as the buffer has
   * room for. At end of file it returns -1, then and in all later calls. Leave the buffer alone
   * until this returns.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param destination takes the bytes; its position moves past them
   * @return how many bytes were received, 1 or more; -1 at end of file
   * @throws IllegalArgumentException if the buffer has no room left, or is read-only
   * @throws org.terzetto.BusyResourceException if another task is receiving
   * @throws org.terzetto.ClosedResourceException if you closed this stream, before or meanwhile
   * @throws org.terzetto.BrokenResourceException if the connection failed
   * @throws org.terzetto.Cancelled if cancelled; nothing was received, nothing is lost
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  int receiveSome(ByteBuffer destination) throws InterruptedException;

  /**
   * Like {@link #receiveSome(ByteBuffer)}, into a new array.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param max the most bytes to take
   * @return 1 to {@code max} bytes; an empty array at end of file
   * @throws IllegalArgumentException if {@code max} is not positive
   * @throws org.terzetto.BusyResourceException if another task is receiving
   * @throws org.terzetto.ClosedResourceException if you closed this stream, before or meanwhile
   * @throws org.terzetto.BrokenResourceException if the connection failed
   * @throws org.terzetto.Cancelled if cancelled; nothing was received, nothing is lost
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  default byte[] receiveSome(int max) throws InterruptedException {
    if (max < 1) {
      throw new IllegalArgumentException("max is " + max + "; it must be 1 or more");
    }
    byte[] bytes = new byte[max];
    int count = receiveSome(ByteBuffer.wrap(bytes));
    return count == max ? bytes : Arrays.copyOf(bytes, Math.max(count, 0));
  }

  /**
   * Like {@link #receiveSome(int)}, for {@link #DEFAULT_RECEIVE_SIZE} bytes at most.
   *
   * @checkpoint always
   * @thread a task of the run
   * @return some bytes; an empty array at end of file
   * @throws org.terzetto.BusyResourceException if another task is receiving
   * @throws org.terzetto.ClosedResourceException if you closed this stream, before or meanwhile
   * @throws org.terzetto.BrokenResourceException if the connection failed
   * @throws org.terzetto.Cancelled if cancelled; nothing was received, nothing is lost
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  default byte[] receiveSome() throws InterruptedException {
    return receiveSome(DEFAULT_RECEIVE_SIZE);
  }

  /**
   * Receives until end of file, handing over each chunk as it comes.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param body takes the chunks
   * @param <X> what the body throws
   * @throws X what the body threw; what it was given is taken from the stream
   * @throws org.terzetto.BusyResourceException if another task is receiving
   * @throws org.terzetto.ClosedResourceException if you closed this stream, before or meanwhile
   * @throws org.terzetto.BrokenResourceException if the connection failed
   * @throws org.terzetto.Cancelled if cancelled; every chunk received was handed over
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  default <X extends Exception> void forEachChunk(ChunkBody<X> body)
      throws X, InterruptedException {
    // Small at first: most of a server's connections are quiet. A chunk that fills the buffer asks
    // for a larger one.
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (receiveSome(buffer) >= 0) {
      boolean full = !buffer.hasRemaining();
      body.accept(buffer.flip());
      if (full && buffer.capacity() < DEFAULT_RECEIVE_SIZE) {
        buffer = ByteBuffer.allocate(2 * buffer.capacity());
      } else {
        buffer.clear();
      }
    }
  }

  /**
   * What {@link #forEachChunk} calls.
   *
   * @param <X> the checked exceptions of the body beside {@link InterruptedException}; the compiler
   *     infers it
   */
  @FunctionalInterface
  interface ChunkBody<X extends Exception> {
    /**
     * Takes one chunk.
     *
     * @param chunk at least one byte, between position and limit. Valid until this returns: then
     *     the buffer serves the next chunk, perhaps of another stream. It may be a direct one,
     *     without an array
     * @throws X a failure of the body
     * @throws InterruptedException when somebody outside the run interrupted the task's thread
     */
    void accept(ByteBuffer chunk) throws X, InterruptedException;
  }
}
