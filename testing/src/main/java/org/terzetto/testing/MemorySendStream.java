package org.terzetto.testing;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.terzetto.ClosedResourceException;
import org.terzetto.io.ConflictDetector;
import org.terzetto.io.SendStream;
import org.terzetto.lowlevel.Checkpoints;

/**
 * A stream that sends into memory, where a test finds what was sent. Hooks let the test have a hand
 * in each operation; {@link MemoryStreams} makes pairs with them.
 *
 * <p>Thread safety: belongs to a run. Hooks may be set before it begins.
 */
public final class MemorySendStream implements SendStream {
  private final ByteQueue outgoing = new ByteQueue();
  private final ConflictDetector sends = new ConflictDetector("sending on this stream");
  private final ConflictDetector takes = new ConflictDetector("taking data from this stream");
  private StreamHook sendAllHook = () -> {};
  private StreamHook waitHook = () -> {};
  private Runnable closeHook = () -> {};

  /** An open stream into which nothing was sent, without hooks. */
  public MemorySendStream() {}

  /**
   * Sets what {@link #sendAll} does once the data is in memory.
   *
   * @param hook instead of the one before
   * @return this stream
   */
  public MemorySendStream onSendAll(StreamHook hook) {
    sendAllHook = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Sets what {@link #waitSendAllMightNotBlock} does before it returns.
   *
   * @param hook instead of the one before
   * @return this stream
   */
  public MemorySendStream onWaitSendAllMightNotBlock(StreamHook hook) {
    waitHook = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Sets what closing does once the stream is closed.
   *
   * @param hook instead of the one before; it must not suspend
   * @return this stream
   */
  public MemorySendStream onClose(Runnable hook) {
    closeHook = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Puts the data into memory, then runs the hook. It passes two checkpoints first: so two tasks
   * that send at the same time are found out, although no send ever has to wait.
   */
  @Override
  public void sendAll(ByteBuffer data) throws InterruptedException {
    sends.enter();
    try {
      checkpointTwice();
      requireOpen();
      outgoing.put(data);
      sendAllHook.run();
    } finally {
      sends.leave();
    }
  }

  @Override
  public void waitSendAllMightNotBlock() throws InterruptedException {
    sends.enter();
    try {
      checkpointTwice();
      requireOpen();
      waitHook.run();
    } finally {
      sends.leave();
    }
  }

  @Override
  public void closeGracefully() throws InterruptedException {
    close();
    Checkpoints.checkpoint();
  }

  /**
   * Closes this stream, and runs the hook. What was sent can still be taken.
   *
   * @checkpoint never
   * @thread inside the run
   */
  @Override
  public void close() {
    outgoing.close();
    closeHook.run();
  }

  /**
   * Waits until something was sent, and takes it.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param max the most bytes to take
   * @return 1 to {@code max} bytes; an empty array if the stream is closed and all was taken
   * @throws IllegalArgumentException if {@code max} is not positive
   * @throws org.terzetto.BusyResourceException if another task waits in here
   * @throws org.terzetto.Cancelled if cancelled; nothing was taken
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public byte[] takeData(int max) throws InterruptedException {
    ByteQueue.requirePositive(max);
    takes.enter();
    try {
      outgoing.awaitReady();
      return outgoing.take(max);
    } finally {
      takes.leave();
    }
  }

  /**
   * Like {@link #takeData(int)}, for all that was sent.
   *
   * @checkpoint always
   * @thread a task of the run
   * @return some bytes; an empty array if the stream is closed and all was taken
   * @throws org.terzetto.BusyResourceException if another task waits in here
   * @throws org.terzetto.Cancelled if cancelled; nothing was taken
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public byte[] takeData() throws InterruptedException {
    return takeData(Integer.MAX_VALUE);
  }

  /**
   * Takes what was sent, if anything.
   *
   * @checkpoint never
   * @thread inside the run
   * @param max the most bytes to take
   * @return 1 to {@code max} bytes; an empty array if the stream is closed and all was taken;
   *     nothing if there is nothing to take yet
   * @throws IllegalArgumentException if {@code max} is not positive
   */
  public Optional<byte[]> tryTakeData(int max) {
    ByteQueue.requirePositive(max);
    return outgoing.isReady() ? Optional.of(outgoing.take(max)) : Optional.empty();
  }

  /**
   * Like {@link #tryTakeData(int)}, for all that was sent.
   *
   * @checkpoint never
   * @thread inside the run
   * @return some bytes; an empty array if the stream is closed and all was taken; nothing if there
   *     is nothing to take yet
   */
  public Optional<byte[]> tryTakeData() {
    return tryTakeData(Integer.MAX_VALUE);
  }

  private void requireOpen() {
    if (outgoing.isClosed()) {
      throw new ClosedResourceException("this memory stream is closed; make another one");
    }
  }

  static void checkpointTwice() throws InterruptedException {
    Checkpoints.checkpoint();
    Checkpoints.checkpoint();
  }
}
