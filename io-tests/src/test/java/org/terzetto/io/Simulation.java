package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.net.Host;
import org.terzetto.testing.net.Link;
import org.terzetto.testing.net.SimulatedNetwork;

/** Two hosts, and a run in virtual time. */
final class Simulation {
  final SimulatedNetwork network;
  final Host client;
  final Host server;
  final Link link;
  final List<String> trace = new ArrayList<>();
  private final long seed;

  Simulation(long seed) {
    this.seed = seed;
    network = new SimulatedNetwork(seed);
    client = network.host("client");
    server = network.host("server");
    link = network.link(client, server);
    network.trace(trace::add);
  }

  Simulation() {
    this(1);
  }

  /** Runs the body on the host of the client. */
  void run(TaskBody body) throws Exception {
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    RunOptions options = RunOptions.defaults().withClock(clock).withSeed(seed);
    Terzetto.run(network.in(options), () -> client.run(body));
  }

  /** The same, with a server of this handler at port 80 of its host, which is stopped after it. */
  void serving(StreamHandler<SocketStream> handler, TaskBody body) throws Exception {
    run(() ->
        Nursery.run(nursery -> {
          nursery.start(
              "server",
              status ->
                  server.run(() -> Tcp.serveTcp(handler, 80, ServeOptions.defaults(), status)));
          body.run();
          nursery.cancelScope().cancel("the client has ended");
        }));
  }

  /** A connection, as both ends see it. */
  record Pair(SocketStream client, SocketStream server) {}

  /** Connects; takes a round trip for the client, and half of one more for the server. */
  Pair connect() throws Exception {
    List<SocketListener> listeners = new ArrayList<>();
    server.run(() -> listeners.addAll(Tcp.openTcpListeners(0)));
    try (SocketListener listener = listeners.getFirst()) {
      SocketStream stream = Tcp.openTcpStream("server", listener.port());
      return new Pair(stream, listener.accept());
    }
  }

  static double seconds(LoopTime start) {
    return Terzetto.currentTime().since(start).toNanos() / 1e9;
  }

  static void assertTook(Duration expected, LoopTime start) {
    assertEquals(expected, Terzetto.currentTime().since(start));
  }
}
