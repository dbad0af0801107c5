package org.terzetto.testing.net;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** Makes the sockets of a simulated network, each on the host of the task that asks. */
final class SimulatedSockets extends SelectorProvider {
  private static final Set<ProtocolFamily> FAMILIES =
      Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);

  private final SimulatedNetwork network;

  SimulatedSockets(SimulatedNetwork network) {
    this.network = network;
  }

  @Override
  public SocketChannel openSocketChannel() {
    return new SimulatedSocket(this, network, network.hostOfTask());
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) {
    requireSupported(family);
    return openSocketChannel();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() {
    return new SimulatedListener(this, network, network.hostOfTask());
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) {
    requireSupported(family);
    return openServerSocketChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel() {
    throw new UnsupportedOperationException("a simulated network has no datagrams");
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) {
    return openDatagramChannel();
  }

  @Override
  public Pipe openPipe() {
    throw new UnsupportedOperationException("a simulated network has no pipes");
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    throw new UnsupportedOperationException(
        "a simulated network has no selector; its backend polls the sockets");
  }

  private static void requireSupported(ProtocolFamily family) {
    if (!FAMILIES.contains(family)) {
      throw new UnsupportedOperationException("a simulated network has no " + family + " sockets");
    }
  }
}
