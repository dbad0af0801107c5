package org.terzetto.io;

import java.nio.ByteBuffer;

/**
 * Somewhere to send bytes to.
 *
 * <p>Thread safety: belongs to a run. One task at a time may send, or wait until it can.
 */
public interface SendStream extends AsyncResource {
  /**
   * Sends all bytes between the buffer's position and its limit, waiting as long as it takes. An
   * empty buffer means nothing to the other side. Leave the buffer alone until this returns.
   *
   * <p>If this ends with any exception, cancellation among them, a part has been sent: the bytes
   * before the buffer's position were handed to the system, those from there on were not. How many
   * of the former reach the other side, nobody knows.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param data what to send; its position has reached its limit when this returns
   * @throws org.terzetto.BusyResourceException if another task is sending, waiting to send, or
   *     sending the end of file
   * @throws org.terzetto.ClosedResourceException if you closed this stream, before or meanwhile, or
   *     have sent the end of file
   * @throws org.terzetto.BrokenResourceException if the other side has gone away or the connection
   *     failed
   * @throws org.terzetto.Cancelled if cancelled; the position tells how far it got
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void sendAll(ByteBuffer data) throws InterruptedException;

  /**
   * Like {@link #sendAll(ByteBuffer)}, for an array. Send a buffer instead if you must know, after
   * a failure, how far it got.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param data what to send; leave it alone until this returns
   * @throws org.terzetto.BusyResourceException as {@link #sendAll(ByteBuffer)}
   * @throws org.terzetto.ClosedResourceException as {@link #sendAll(ByteBuffer)}
   * @throws org.terzetto.BrokenResourceException as {@link #sendAll(ByteBuffer)}
   * @throws org.terzetto.Cancelled if cancelled; an unknown part has been sent
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  default void sendAll(byte[] data) throws InterruptedException {
    sendAll(ByteBuffer.wrap(data));
  }

  /**
   * Waits until {@link #sendAll(ByteBuffer)} might take something without waiting. It may return
   * too early, but not too late. For programs that decide at the last moment what to send.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.BusyResourceException as {@link #sendAll(ByteBuffer)}
   * @throws org.terzetto.ClosedResourceException as {@link #sendAll(ByteBuffer)}
   * @throws org.terzetto.BrokenResourceException if the other side has gone away or the connection
   *     failed; returning normally is allowed then too, for sending to find out
   * @throws org.terzetto.Cancelled if cancelled; nothing stays behind
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void waitSendAllMightNotBlock() throws InterruptedException;
}
