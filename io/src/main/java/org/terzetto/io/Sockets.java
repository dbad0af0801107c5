package org.terzetto.io;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.terzetto.BrokenResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.lowlevel.Readiness;

/** What streams and listeners have in common: how sockets transfer, fail and end. */
final class Sockets {
  /**
   * The most of a heap buffer that is transferred at a time. The JDK copies heap buffers through a
   * direct one of the same size, whole, however little of it the system then takes.
   */
  private static final int MAX_HEAP_TRANSFER = 65_536;

  private Sockets() {}

  static void requireConnected(SocketChannel channel) throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (!channel.isConnected()) {
      throw new IllegalArgumentException(channel + " is not connected; connect it first");
    }
  }

  /** Whose doing is it: closed by this program, or broken by the world? */
  static RuntimeException failure(Object resource, Channel channel, IOException e) {
    return isClosed(channel, e)
        ? closedUnderneath(resource, e)
        : new BrokenResourceException(resource + " failed: " + e.getMessage(), e);
  }

  static ClosedResourceException closedUnderneath(Object resource, IOException e) {
    return new ClosedResourceException(
        resource + " was closed through its channel; close the object itself", e);
  }

  static boolean isClosed(Channel channel, IOException e) {
    return e instanceof ClosedChannelException || !channel.isOpen();
  }

  /**
   * Wakes those who wait, then closes. Call it before marking your object as closed.
   *
   * @throws WrongThreadException if the run lives and the caller does not have its turn, so that
   *     nobody can be woken; nothing has happened. Whatever else fails, the channel is closed
   */
  static void close(Channel channel, Readiness readiness) {
    try {
      readiness.notifyClosing();
    } catch (WrongThreadException e) {
      throw e;
    } catch (Throwable failure) {
      closeQuietly(channel);
      throw failure;
    }
    closeQuietly(channel);
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone all the same, and there is nothing anyone could do.
    }
  }

  /**
   * Hands what it can to the system.
   *
   * @return false if the system took less than it was offered: its buffer is full
   */
  static boolean write(SocketChannel channel, ByteBuffer data) throws IOException {
    int limit = data.limit();
    int offered = transferSize(data);
    data.limit(data.position() + offered);
    try {
      return channel.write(data) == offered;
    } finally {
      data.limit(limit);
    }
  }

  /** Like {@link SocketChannel#read(ByteBuffer)}. */
  static int read(SocketChannel channel, ByteBuffer destination) throws IOException {
    int limit = destination.limit();
    destination.limit(destination.position() + transferSize(destination));
    try {
      return channel.read(destination);
    } finally {
      destination.limit(limit);
    }
  }

  /** How much of a buffer is transferred at a time. */
  static int transferSize(ByteBuffer buffer) {
    int size = buffer.remaining();
    return buffer.isDirect() ? size : Math.min(size, MAX_HEAP_TRANSFER);
  }

  /** For TCP; other sockets never delay anything. */
  static void sendWithoutDelay(SocketChannel channel) {
    if (!channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      return;
    }
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      // A matter of speed only; if the socket is broken, using it will tell.
    }
  }
}
