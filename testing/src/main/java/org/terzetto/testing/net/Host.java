package org.terzetto.testing.net;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskBody;

/**
 * A machine in a {@link SimulatedNetwork}. Each task is on one: the one that {@link #run} says, or
 * else that of the task that started it, as with a {@link org.terzetto.TaskLocal}. The sockets that
 * it opens are there.
 *
 * <p>Thread safety: belongs to the run of its network.
 */
public final class Host {
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");
  private static final InetAddress WILDCARD = InetAddress.ofLiteral("0.0.0.0");
  private static final int FIRST_FREE_PORT = 32_768;
  private static final int LAST_PORT = 65_535;

  private final SimulatedNetwork network;
  private final String name;
  private final List<InetAddress> addresses;
  private final Map<InetSocketAddress, SimulatedListener> listeners = new LinkedHashMap<>();
  private int nextPort = FIRST_FREE_PORT;

  Host(SimulatedNetwork network, String name, List<InetAddress> addresses) {
    this.network = network;
    this.name = name;
    this.addresses = List.copyOf(addresses);
  }

  /**
   * Its name, which every host of the network can look up.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Its addresses, besides {@code 127.0.0.1} and {@code ::1}.
   *
   * @return at least one
   */
  public List<InetAddress> addresses() {
    return addresses;
  }

  /**
   * Runs {@code body} on this host, with all tasks that are started meanwhile by the calling task
   * and by its children. They stay here for good.
   *
   * {@snippet :
   * nursery.startSoon("client", () -> client.run(() -> talkTo("server", 80)));
   * }
   *
   * <p>Outside a run it is for the main task of a run that {@code body} begins.
   *
   * @checkpoint as {@code body}
   * @thread any
   * @param body what to run
   * @throws Exception what {@code body} threw
   */
  public void run(TaskBody body) throws Exception {
    Objects.requireNonNull(body, "body");
    network.runOn(this, body);
  }

  @Override
  public String toString() {
    return "Host[" + name + "]";
  }

  // ---- addresses --------------------------------------------------------------------------------

  static InetSocketAddress requireResolved(SocketAddress address) {
    if (!(Objects.requireNonNull(address, "address") instanceof InetSocketAddress internet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (internet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return internet;
  }

  boolean owns(InetAddress address) {
    return address.isLoopbackAddress() || addresses.contains(address);
  }

  /** Null for any address; port 0 for a free one. */
  InetSocketAddress addressToBind(@Nullable SocketAddress address) throws BindException {
    InetSocketAddress wanted =
        address == null ? new InetSocketAddress(WILDCARD, 0) : requireResolved(address);
    if (!wanted.getAddress().isAnyLocalAddress() && !owns(wanted.getAddress())) {
      throw new BindException("Cannot assign requested address: " + wanted.getAddress());
    }
    return wanted.getPort() == 0 ? new InetSocketAddress(wanted.getAddress(), freePort()) : wanted;
  }

  /** Whoever connects to any address means this host. */
  InetSocketAddress addressToConnect(InetSocketAddress target) {
    if (!target.getAddress().isAnyLocalAddress()) {
      return target;
    }
    boolean isIpv4 = target.getAddress() instanceof Inet4Address;
    return new InetSocketAddress(isIpv4 ? LOOPBACK : LOOPBACK_6, target.getPort());
  }

  /** The address from which to connect. */
  InetAddress addressTowards(InetAddress target) throws IOException {
    if (owns(target)) {
      return target;
    }
    boolean needsIpv6 = target instanceof Inet6Address;
    return addresses.stream()
        .filter(address -> address instanceof Inet6Address == needsIpv6)
        .findFirst()
        .orElseThrow(
            () -> new NoRouteToHostException("Network is unreachable: " + name + " to " + target));
  }

  int freePort() {
    int port = nextPort;
    nextPort = port == LAST_PORT ? FIRST_FREE_PORT : port + 1;
    return listeners.keySet().stream().anyMatch(address -> address.getPort() == port)
        ? freePort()
        : port;
  }

  // ---- listening --------------------------------------------------------------------------------

  void listen(InetSocketAddress address, SimulatedListener listener) throws BindException {
    if (listeners.keySet().stream().anyMatch(taken -> overlap(taken, address))) {
      throw new BindException("Address already in use: " + address);
    }
    listeners.put(address, listener);
  }

  void stopListening(InetSocketAddress address) {
    listeners.remove(address);
  }

  /** The first packet of a client has arrived. */
  void knocked(Endpoint client) {
    SimulatedListener listener = listenerAt(client.remote());
    if (listener == null || client.isRefusedByChance()) {
      client.counterpart(new OptionValues()).refuse(client);
    } else {
      listener.knocked(client, client.counterpart(listener.options()));
    }
  }

  private @Nullable SimulatedListener listenerAt(InetSocketAddress address) {
    return listeners.entrySet().stream()
        .filter(entry -> overlap(entry.getKey(), address))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static boolean overlap(InetSocketAddress a, InetSocketAddress b) {
    return a.getPort() == b.getPort()
        && (a.getAddress().isAnyLocalAddress()
            || b.getAddress().isAnyLocalAddress()
            || a.getAddress().equals(b.getAddress()));
  }
}
