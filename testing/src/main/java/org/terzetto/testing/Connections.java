package org.terzetto.testing;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.terzetto.io.Network;
import org.terzetto.io.SocketListener;
import org.terzetto.io.SocketStream;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;

/** Connects to what a test listens on. */
public final class Connections {
  private Connections() {}

  /**
   * Connects to a listener of this machine, or of the run's simulated one, of whatever kind. If it
   * listens on all addresses, it is reached through the loopback address of the same family.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param listener need not accept yet
   * @return the connection; closing it is up to the caller
   * @throws IOException if the system refuses
   * @throws org.terzetto.Cancelled if cancelled; nothing stays open
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing stays open
   */
  public static SocketStream connectTo(SocketListener listener)
      throws IOException, InterruptedException {
    Checkpoints.checkpoint();
    SocketAddress address = reachable(listener.localAddress());
    SelectorProvider sockets = Network.current().sockets();
    SocketChannel channel =
        address instanceof InetSocketAddress
            ? sockets.openSocketChannel()
            : sockets.openSocketChannel(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      connect(channel, address);
      return SocketStream.of(channel);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  private static void connect(SocketChannel channel, SocketAddress address)
      throws IOException, InterruptedException {
    if (channel.connect(address)) {
      return;
    }
    Readiness readiness = Readiness.of(channel);
    try {
      do {
        readiness.waitWritable();
      } while (!channel.finishConnect());
    } catch (Throwable failure) {
      readiness.notifyClosing();
      throw failure;
    }
  }

  private static SocketAddress reachable(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
      String loopback = inet.getAddress() instanceof Inet4Address ? "127.0.0.1" : "::1";
      return new InetSocketAddress(InetAddress.ofLiteral(loopback), inet.getPort());
    }
    return address;
  }
}
