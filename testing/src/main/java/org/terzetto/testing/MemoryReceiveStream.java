package org.terzetto.testing;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.terzetto.ClosedResourceException;
import org.terzetto.io.ConflictDetector;
import org.terzetto.io.ReceiveStream;
import org.terzetto.lowlevel.Checkpoints;

/**
 * A stream that receives what a test puts into memory. Hooks let the test have a hand in each
 * operation.
 *
 * <p>Thread safety: belongs to a run. It may be filled, and hooks may be set, before it begins.
 */
public final class MemoryReceiveStream implements ReceiveStream {
  private final ByteQueue incoming = new ByteQueue();
  private final ConflictDetector receives = new ConflictDetector("receiving from this stream");
  private StreamHook receiveSomeHook = () -> {};
  private Runnable closeHook = () -> {};
  private boolean closed;

  /** An open stream with nothing to receive, without hooks. */
  public MemoryReceiveStream() {}

  /**
   * Sets what {@link #receiveSome(ByteBuffer)} does before it looks for data: the moment to put
   * some.
   *
   * @param hook instead of the one before
   * @return this stream
   */
  public MemoryReceiveStream onReceiveSome(StreamHook hook) {
    receiveSomeHook = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Sets what closing does once the stream is closed.
   *
   * @param hook instead of the one before; it must not suspend
   * @return this stream
   */
  public MemoryReceiveStream onClose(Runnable hook) {
    closeHook = Objects.requireNonNull(hook, "hook");
    return this;
  }

  @Override
  public int receiveSome(ByteBuffer destination) throws InterruptedException {
    requireRoom(destination);
    receives.enter();
    try {
      MemorySendStream.checkpointTwice();
      requireOpen();
      receiveSomeHook.run();
      incoming.awaitReady();
      requireOpen();
      int count = incoming.take(destination);
      return count == 0 ? -1 : count;
    } finally {
      receives.leave();
    }
  }

  @Override
  public void closeGracefully() throws InterruptedException {
    close();
    Checkpoints.checkpoint();
  }

  /**
   * Closes this stream, throws away what was not received, and runs the hook.
   *
   * @checkpoint never
   * @thread inside the run
   */
  @Override
  public void close() {
    closed = true;
    incoming.closeAndDiscard();
    closeHook.run();
  }

  /**
   * Lets these bytes be received.
   *
   * @checkpoint never
   * @thread inside the run, or any before it
   * @param data copied
   * @throws ClosedResourceException if the stream is closed, or {@link #putEof} was called
   */
  public void putData(byte[] data) {
    incoming.put(ByteBuffer.wrap(data));
  }

  /**
   * Lets end of file be received once all data was. Repeating it does nothing.
   *
   * @checkpoint never
   * @thread inside the run, or any before it
   */
  public void putEof() {
    incoming.close();
  }

  static void requireRoom(ByteBuffer destination) {
    if (destination.isReadOnly() || !destination.hasRemaining()) {
      throw new IllegalArgumentException(
          destination + " takes no bytes; use a buffer with room that is not read-only");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedResourceException("this memory stream is closed; make another one");
    }
  }
}
