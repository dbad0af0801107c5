package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.BrokenResourceException;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.io.ServeOptions;
import org.terzetto.io.SocketListener;
import org.terzetto.io.SocketStream;
import org.terzetto.io.StreamHandler;
import org.terzetto.io.Tcp;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.net.Host;
import org.terzetto.testing.net.SimulatedNetwork;

/** Programs of this package in a network that fails, and the same ones on real sockets. */
@Timeout(60)
@Covers("NET-1")
class RetryingClientTest {
  private static final int SEEDS = 50;

  @FunctionalInterface
  private interface Asker {
    String ask(String host, int port, String question) throws IOException, InterruptedException;
  }

  private static void questions(Asker asker, String host, int port) throws Exception {
    for (int i = 0; i < 5; i++) {
      assertEquals("you asked " + i, asker.ask(host, port, String.valueOf(i)));
    }
  }

  // tag::test[]
  private static void inTroubledNetwork(long seed, TaskBody server, TaskBody client)
      throws Exception {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    Host far = network.host("server");
    network
        .link(network.localhost(), far)
        .latency(Duration.ofMillis(10), Duration.ofMillis(200))
        .refusals(0.1)
        .resets(0.1);
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    RunOptions options = RunOptions.defaults().withClock(clock).withSeed(seed);
    Terzetto.run(
        network.in(options),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("server", () -> far.run(server));
              client.run();
              nursery.cancelScope().cancel("the client has its answers");
            }));
  }

  // end::test[]

  @Test
  void ask_getsItsAnswers_whateverTheNetworkDoes() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      inTroubledNetwork(
          seed,
          () -> Tcp.serveTcp(RetryingClient::serve, 80),
          () -> questions(RetryingClient::ask, "server", 80));
    }
  }

  /** The planted bug: a client that does not ask again. */
  @Test
  void askOnce_isFoundOut() throws Exception {
    List<Long> failing = failingSeeds();
    assertTrue(failing.size() > SEEDS / 2, () -> "only " + failing);
    assertEquals(failing, failingSeeds());
  }

  private static List<Long> failingSeeds() throws Exception {
    List<Long> failing = new ArrayList<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      long current = seed;
      inTroubledNetwork(
          seed,
          () -> Tcp.serveTcp(RetryingClient::serve, 80),
          () -> {
            try {
              Terzetto.sleep(Duration.ofSeconds(1)); // the server listens by now
              questions(RetryingClient::askOnce, "server", 80);
            } catch (IOException | BrokenResourceException e) {
              failing.add(current);
            }
          });
    }
    return failing;
  }

  @Test
  void ask_onRealSockets() throws Exception {
    onRealSockets(RetryingClient::serve, port -> questions(RetryingClient::ask, "localhost", port));
  }

  @Test
  void highLevelEcho_inMemory() throws Exception {
    SimulatedNetwork network = new SimulatedNetwork(1);
    network
        .link(network.localhost(), network.localhost())
        .latency(Duration.ofSeconds(1), Duration.ofSeconds(9));
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    List<String> printed =
        Output.of(() ->
            Terzetto.run(
                network.in(RunOptions.defaults().withClock(clock)),
                () -> serving(HighLevelEcho::echo, port -> HighLevelEcho.client("Ann", port))));
    assertEquals(List.of("Ann was told: hello from Ann"), printed);
  }

  @FunctionalInterface
  private interface Client {
    void talkTo(int port) throws Exception;
  }

  private static void onRealSockets(StreamHandler<SocketStream> handler, Client client)
      throws Exception {
    Terzetto.run(() -> serving(handler, client));
  }

  private static void serving(StreamHandler<SocketStream> handler, Client client)
      throws InterruptedException {
    ServeOptions options = ServeOptions.defaults().withHost("127.0.0.1");
    Nursery.run(nursery -> {
      List<SocketListener> listeners =
          nursery.start("server", status -> Tcp.serveTcp(handler, 0, options, status));
      client.talkTo(listeners.getFirst().port());
      nursery.cancelScope().cancel("the client has ended");
    });
  }
}
