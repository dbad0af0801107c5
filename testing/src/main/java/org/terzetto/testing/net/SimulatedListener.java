package org.terzetto.testing.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.terzetto.spi.IoBackend;

/** A listening socket, with the connections that nobody has accepted yet. It never blocks. */
final class SimulatedListener extends ServerSocketChannel implements Pollable {
  /** What the JDK makes of a backlog that was not given. */
  private static final int DEFAULT_BACKLOG = 50;

  private static final Set<SocketOption<?>> OPTIONS =
      Set.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_REUSEADDR);

  private final SimulatedNetwork network;
  private final Host host;
  private final OptionValues options = new OptionValues();
  private final Queue<Endpoint> waiting = new ArrayDeque<>();
  private @Nullable InetSocketAddress local;
  private int backlog;
  private Runnable watcher = () -> {};

  SimulatedListener(SelectorProvider provider, SimulatedNetwork network, Host host) {
    super(provider);
    this.network = network;
    this.host = host;
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress address, int newBacklog)
      throws IOException {
    requireOpen();
    if (local != null) {
      throw new AlreadyBoundException();
    }
    InetSocketAddress bound = host.addressToBind(address);
    host.listen(bound, this);
    local = bound;
    backlog = newBacklog < 1 ? DEFAULT_BACKLOG : newBacklog;
    return this;
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    requireOpen();
    if (local == null) {
      throw new NotYetBoundException();
    }
    requireNonBlocking();
    Endpoint next = waiting.poll();
    return next == null ? null : new SimulatedSocket(provider(), network, host, next);
  }

  // ---- what comes from the network --------------------------------------------------------------

  /** A client wants to connect. */
  void knocked(Endpoint client, Endpoint server) {
    if (waiting.size() >= backlog) {
      client.backlogIsFull();
    } else {
      server.answer(client, () -> established(server));
    }
  }

  private void established(Endpoint server) {
    if (isOpen()) {
      waiting.add(server);
      watcher.run();
    } else {
      server.reset();
    }
  }

  /** The options of the connections to be accepted. */
  OptionValues options() {
    return options.copy();
  }

  // ---- the rest ---------------------------------------------------------------------------------

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> option, T value) throws IOException {
    requireOpen();
    requireSupported(option);
    options.set(option, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> option) throws IOException {
    requireOpen();
    requireSupported(option);
    return options.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return OPTIONS;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return local;
  }

  @Override
  public ServerSocket socket() {
    throw new UnsupportedOperationException("a simulated socket is no java.net.ServerSocket");
  }

  @Override
  public int ready() {
    return !isOpen() || !waiting.isEmpty() ? IoBackend.READ | IoBackend.WRITE : 0;
  }

  @Override
  public void watcher(Runnable newWatcher) {
    watcher = newWatcher;
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // Only remembered: accept asks for it.
  }

  @Override
  protected void implCloseSelectableChannel() {
    InetSocketAddress bound = local;
    if (bound != null && network.isRunning()) {
      host.stopListening(bound);
      waiting.forEach(Endpoint::reset);
    }
    waiting.clear();
    watcher.run();
  }

  @Override
  public String toString() {
    return "SimulatedListener[%s, %s]".formatted(host.name(), local);
  }

  private static void requireSupported(SocketOption<?> option) {
    if (!OPTIONS.contains(option)) {
      throw new UnsupportedOperationException("simulated listeners have no option " + option);
    }
  }
}
