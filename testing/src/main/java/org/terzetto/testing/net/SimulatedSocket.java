package org.terzetto.testing.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.terzetto.spi.IoBackend;

/** The JDK's face of an {@link Endpoint}. It never blocks. */
final class SimulatedSocket extends SocketChannel implements Pollable {
  private final SimulatedNetwork network;
  private final Host host;
  private final OptionValues options;
  private @Nullable InetSocketAddress local;

  /** Null before connecting. */
  private @Nullable Endpoint endpoint;

  /** Whether the program knows that the connection is made. */
  private boolean connected;

  private Runnable watcher = () -> {};

  SimulatedSocket(SelectorProvider provider, SimulatedNetwork network, Host host) {
    super(provider);
    this.network = network;
    this.host = host;
    this.options = new OptionValues();
  }

  /** A connection that was accepted. */
  SimulatedSocket(
      SelectorProvider provider, SimulatedNetwork network, Host host, Endpoint accepted) {
    super(provider);
    this.network = network;
    this.host = host;
    this.options = accepted.options();
    this.local = accepted.local();
    this.connected = true;
    adopt(accepted);
  }

  private void adopt(Endpoint newEndpoint) {
    endpoint = newEndpoint;
    newEndpoint.onChange(() -> watcher.run());
  }

  // ---- connecting -------------------------------------------------------------------------------

  @Override
  public SocketChannel bind(@Nullable SocketAddress address) throws IOException {
    requireOpen();
    if (endpoint != null && !connected) {
      throw new ConnectionPendingException();
    }
    if (local != null) {
      throw new AlreadyBoundException();
    }
    local = host.addressToBind(address);
    return this;
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    requireOpen();
    requireNonBlocking();
    InetSocketAddress target = Host.requireResolved(address);
    if (connected) {
      throw new AlreadyConnectedException();
    }
    if (endpoint != null) {
      throw new ConnectionPendingException();
    }
    InetSocketAddress remote = host.addressToConnect(target);
    Endpoint client;
    try {
      Link link = network.linkTo(host, remote.getAddress());
      client = new Endpoint(network, host, link, localFor(remote.getAddress()), remote, options);
    } catch (IOException e) {
      close();
      throw e;
    }
    local = client.local();
    adopt(client);
    client.connect();
    return false;
  }

  private InetSocketAddress localFor(InetAddress remote) throws IOException {
    InetSocketAddress bound = local;
    if (bound == null) {
      return new InetSocketAddress(host.addressTowards(remote), host.freePort());
    }
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(host.addressTowards(remote), bound.getPort())
        : bound;
  }

  @Override
  public boolean finishConnect() throws IOException {
    requireOpen();
    requireNonBlocking();
    if (connected) {
      return true;
    }
    Endpoint pending = endpoint;
    if (pending == null) {
      throw new NoConnectionPendingException();
    }
    switch (pending.state()) {
      case CONNECTING -> {
        return false;
      }
      case CONNECTED -> connected = true;
      default -> {
        close();
        throw pending.connectFailure();
      }
    }
    return true;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public boolean isConnectionPending() {
    return endpoint != null && !connected && isOpen();
  }

  // ---- transferring -----------------------------------------------------------------------------

  @Override
  public int read(ByteBuffer destination) throws IOException {
    return requireConnected().read(destination);
  }

  @Override
  public long read(ByteBuffer[] destinations, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, destinations.length);
    Endpoint source = requireConnected();
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      if (destinations[i].hasRemaining()) {
        int part = source.read(destinations[i]);
        if (part <= 0) {
          return count > 0 ? count : part;
        }
        count += part;
        if (destinations[i].hasRemaining()) {
          return count;
        }
      }
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return requireSendable().write(source);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    Endpoint target = requireSendable();
    long count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += target.write(sources[i]);
      if (sources[i].hasRemaining()) {
        return count;
      }
    }
    return count;
  }

  @Override
  public SocketChannel shutdownInput() throws IOException {
    requireConnected().shutDownInput();
    watcher.run();
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    requireConnected().shutDownOutput();
    watcher.run();
    return this;
  }

  // ---- the rest ---------------------------------------------------------------------------------

  @Override
  public <T> SocketChannel setOption(SocketOption<T> option, T value) throws IOException {
    requireOpen();
    options.set(option, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> option) throws IOException {
    requireOpen();
    return options.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return OptionValues.supported();
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return local;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    requireOpen();
    return connected && endpoint != null ? endpoint.remote() : null;
  }

  @Override
  public Socket socket() {
    throw new UnsupportedOperationException("a simulated socket is no java.net.Socket");
  }

  @Override
  public int ready() {
    Endpoint current = endpoint;
    if (!isOpen() || current == null) {
      return IoBackend.READ | IoBackend.WRITE; // any operation fails at once
    }
    if (!connected) {
      return current.state() == Endpoint.State.CONNECTING ? 0 : IoBackend.READ | IoBackend.WRITE;
    }
    return (current.isReadable() ? IoBackend.READ : 0)
        | (current.isWritable() ? IoBackend.WRITE : 0);
  }

  @Override
  public void watcher(Runnable newWatcher) {
    watcher = newWatcher;
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // Only remembered: operations ask for it.
  }

  @Override
  protected void implCloseSelectableChannel() {
    Endpoint open = endpoint;
    if (open != null && network.isRunning()) {
      open.close();
    }
    watcher.run();
  }

  @Override
  public String toString() {
    return "SimulatedSocket[%s, %s]".formatted(host.name(), endpoint == null ? local : endpoint);
  }

  private Endpoint requireSendable() throws IOException {
    Endpoint target = requireConnected();
    if (target.outputIsShut()) {
      throw new ClosedChannelException();
    }
    return target;
  }

  private Endpoint requireConnected() throws IOException {
    requireOpen();
    requireNonBlocking();
    Endpoint current = endpoint;
    if (current == null || !connected) {
      throw new NotYetConnectedException();
    }
    return current;
  }
}
