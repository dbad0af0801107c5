package org.terzetto.testing.net;

import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;

/** A channel of a simulated network, which its backend can watch. */
interface Pollable extends Channel {
  /** What would not block now: {@code READ} and {@code WRITE} of the backend, added. */
  int ready();

  /** Who is told whenever {@link #ready} may have grown. */
  void watcher(Runnable watcher);

  /** As channels that can be selected have it. */
  boolean isBlocking();

  default void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  default void requireNonBlocking() {
    if (isBlocking()) {
      throw new IllegalStateException(
          "simulated sockets never block; call configureBlocking(false) first");
    }
  }
}
