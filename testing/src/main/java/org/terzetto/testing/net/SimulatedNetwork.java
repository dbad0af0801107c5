package org.terzetto.testing.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.TaskLocal;
import org.terzetto.Terzetto;
import org.terzetto.io.Network;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/**
 * A network in memory, for tests of programs that are written on {@code org.terzetto.io}: clients
 * and servers run unchanged, in one run, and time passes as the run's clock says. With a {@link
 * org.terzetto.testing.MockClock} that jumps by itself, hours of traffic pass in no time.
 *
 * {@snippet :
 * SimulatedNetwork network = new SimulatedNetwork(seed);
 * Host client = network.host("client");
 * Host server = network.host("server");
 * network.link(client, server).latency(Duration.ofMillis(20), Duration.ofMillis(90));
 * MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
 * RunOptions options = RunOptions.defaults().withClock(clock).withSeed(seed);
 * Terzetto.run(
 *     network.in(options),
 *     () ->
 *         Nursery.run(
 *             nursery -> {
 *               nursery.startSoon("server", () -> server.run(() -> Tcp.serveTcp(handler, 80)));
 *               client.run(() -> talkTo(Tcp.openTcpStream("server", 80)));
 *               nursery.cancelScope().cancel("the client has what it wants");
 *             }));
 * }
 *
 * <p>Whatever a network decides by chance, its seed decides. With the same seed for the network and
 * for the run, and a clock that does not run with the real time, the same program does the same
 * again. Events that are due at the same time, on different connections, happen in an order that
 * the seed chooses.
 *
 * <p>There is TCP alone. Sockets behave like those of Linux, except that they never block: put them
 * into non-blocking mode first. The run has a backend that knows these sockets only; files of the
 * system, such as pipes, cannot be waited for in it.
 *
 * <p>Thread safety: set it up before its run or inside it. It serves one run.
 */
public final class SimulatedNetwork implements Network {
  private static final String LOCALHOST = "localhost";

  private final Random random;
  private final NetworkEvents events = new NetworkEvents();
  private final SelectorProvider sockets = new SimulatedSockets(this);
  private final Map<String, List<Host>> hostsByName = new HashMap<>();
  private final List<Host> hosts = new ArrayList<>();
  private final Map<Set<Host>, Link> links = new LinkedHashMap<>();
  private final TaskLocal<Host> hostOfTask = new TaskLocal<>("simulated host");
  private @Nullable Consumer<? super String> tracer;
  private boolean used;

  /**
   * A network with one host, {@link #localhost}.
   *
   * @param seed decides about latencies, failures, and the order of what happens at the same time
   */
  public SimulatedNetwork(long seed) {
    random = new Random(seed);
    addHost(LOCALHOST, List.of(nextAddress()));
  }

  // ---- setting up -------------------------------------------------------------------------------

  /**
   * The options for the run in this network: with its backend and an instrument that makes this the
   * {@link Network#current} one.
   *
   * @param options all else about the run
   * @return a copy
   * @throws IllegalStateException if this was called before: a network serves one run
   */
  public RunOptions in(RunOptions options) {
    if (used) {
      throw new IllegalStateException("a simulated network serves one run; make a new one");
    }
    used = true;
    return options.withBackend(new BackendProvider()).withInstrument(new Installation());
  }

  /**
   * The host where tasks are that {@link Host#run} has put nowhere else.
   *
   * @return the host
   */
  public Host localhost() {
    return hosts.getFirst();
  }

  /**
   * The host of this name. It is made if there is none, with an address that begins with 10.
   *
   * @param name which the others can look up
   * @return the host
   * @throws IllegalArgumentException if the name is an alias
   */
  public Host host(String name) {
    List<Host> known = hostsByName.get(name);
    if (known == null) {
      return addHost(name, List.of(nextAddress()));
    }
    if (known.size() != 1 || !known.getFirst().name().equals(name)) {
      throw new IllegalArgumentException("'" + name + "' is an alias; use the name of a host");
    }
    return known.getFirst();
  }

  /**
   * Makes a host with these addresses.
   *
   * @param name which the others can look up
   * @param addresses at least one, IPv4 or IPv6
   * @return the host
   * @throws IllegalArgumentException if the name or an address is taken, or there is no address
   */
  public Host host(String name, List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("host '" + name + "' needs an address");
    }
    for (InetAddress address : addresses) {
      if (address.isLoopbackAddress() || hosts.stream().anyMatch(host -> host.owns(address))) {
        throw new IllegalArgumentException(address + " is taken");
      }
    }
    requireFree(name);
    return addHost(name, addresses);
  }

  /**
   * Gives a name to several hosts, or another one to a host: whoever looks it up gets all their
   * addresses, in this order.
   *
   * @param name which hosts can look up
   * @param targets the hosts
   * @throws IllegalArgumentException if the name is taken
   */
  public void alias(String name, List<Host> targets) {
    requireFree(name);
    hostsByName.put(name, List.copyOf(targets));
  }

  /**
   * What lies between two hosts.
   *
   * @param one a host
   * @param other another one, or the same: its own connections to itself
   * @return the same link each time, whichever host is named first
   */
  public Link link(Host one, Host other) {
    Set<Host> ends = one == other ? Set.of(one) : Set.of(one, other);
    return links.computeIfAbsent(ends, pair -> new Link(one, other, events, random));
  }

  /**
   * Has each packet reported that is sent, but for acknowledgements: one line with the time in
   * seconds, sender, receiver, and what it is.
   *
   * @param sink takes the lines
   */
  public void trace(Consumer<? super String> sink) {
    tracer = Objects.requireNonNull(sink, "sink");
  }

  private Host addHost(String name, List<InetAddress> addresses) {
    Host host = new Host(this, name, addresses);
    hosts.add(host);
    hostsByName.put(name, List.of(host));
    return host;
  }

  private void requireFree(String name) {
    if (hostsByName.containsKey(name)) {
      throw new IllegalArgumentException("the name '" + name + "' is taken");
    }
  }

  /** 10.0.0.1 and so on. */
  private InetAddress nextAddress() {
    int number = hosts.size() + 1;
    return InetAddress.ofLiteral(
        "10.%d.%d.%d".formatted(number >> 16, number >> 8 & 255, number & 255));
  }

  // ---- as a network -----------------------------------------------------------------------------

  @Override
  public SelectorProvider sockets() {
    return sockets;
  }

  @Override
  public List<InetAddress> addressesOf(String host)
      throws UnknownHostException, InterruptedException {
    Checkpoints.checkpoint();
    if (host.equals(LOCALHOST)) {
      return List.of(Host.LOOPBACK);
    }
    List<Host> found = hostsByName.get(host);
    if (found == null) {
      throw new UnknownHostException(host + ": no such host in the simulated network");
    }
    return found.stream().flatMap(each -> each.addresses().stream()).toList();
  }

  // ---- for its parts ----------------------------------------------------------------------------

  /** Whether there is still a run to tell of what happens. */
  boolean isRunning() {
    return Terzetto.inRun();
  }

  /** The host of the task that is about to use the network. */
  Host hostOfTask() {
    events.serve();
    return hostOfTask.orElse(localhost());
  }

  void runOn(Host host, TaskBody body) throws Exception {
    hostOfTask.run(host, body::run);
  }

  Link linkTo(Host from, InetAddress address) throws NoRouteToHostException {
    if (from.owns(address)) {
      return link(from, from);
    }
    Host target =
        hosts.stream()
            .filter(host -> host.addresses().contains(address))
            .findFirst()
            .orElseThrow(() -> new NoRouteToHostException("No route to host: " + address));
    return link(from, target);
  }

  void trace(InetSocketAddress from, InetSocketAddress to, String what) {
    if (tracer != null) {
      long micros = events.now() / 1000;
      tracer.accept(
          "%d.%06d %s > %s %s"
              .formatted(micros / 1_000_000, micros % 1_000_000, text(from), text(to), what));
    }
  }

  private String text(InetSocketAddress address) {
    String name =
        hosts.stream()
            .filter(host -> host.addresses().contains(address.getAddress()))
            .map(Host::name)
            .findFirst()
            .orElse(address.getAddress().getHostAddress());
    return name + ":" + address.getPort();
  }

  /** Makes this the network of the run. */
  private final class Installation implements Instrument {
    @Override
    public void beforeRun() {
      Network.use(SimulatedNetwork.this);
    }
  }

  private final class BackendProvider implements IoBackendProvider {
    @Override
    public String name() {
      return SimulatedBackend.NAME;
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Optional<String> unavailableBecause() {
      return Optional.empty();
    }

    @Override
    public IoBackend open() {
      return new SimulatedBackend(sockets);
    }
  }
}
