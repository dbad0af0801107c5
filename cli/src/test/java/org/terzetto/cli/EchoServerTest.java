package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.Backoff;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Retry;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.TaskMode;
import org.terzetto.Terzetto;
import org.terzetto.io.SocketStream;
import org.terzetto.io.Tcp;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;
import org.terzetto.testing.net.Host;
import org.terzetto.testing.net.Link;
import org.terzetto.testing.net.SimulatedNetwork;

/** The server of {@code terzetto echo} in networks that fail, and then on real sockets. */
@Timeout(60)
class EchoServerTest {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LATENCY = Duration.ofMillis(50);

  private final StringWriter out = new StringWriter();

  private EchoServer server(String host, int port) {
    return new EchoServer(host, port, GRACE, new PrintWriter(out));
  }

  /** Stops the server once the clients have ended. Tells how long it needed to stop. */
  private static Duration serving(EchoServer echo, TaskBody server, TaskBody clients)
      throws InterruptedException {
    LoopTime stop =
        Nursery.call(nursery -> {
          nursery.startSoon("server", server);
          TaskProbe.waitAllTasksBlocked(); // now it listens
          clients.run();
          echo.stop();
          return Terzetto.currentTime();
        });
    return Terzetto.currentTime().since(stop);
  }

  /** The server at a host of its own. */
  private final class Simulation {
    final SimulatedNetwork network;
    final Host far;
    final Link link;
    final EchoServer echo = server("server", 7);
    final List<String> trace = new ArrayList<>();
    private final RunOptions options;

    Simulation(TaskMode mode, long seed) {
      network = new SimulatedNetwork(seed);
      far = network.host("server");
      link = network.link(network.localhost(), far);
      network.trace(trace::add);
      MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
      options = RunOptions.defaults().withTaskMode(mode).withSeed(seed).withClock(clock);
    }

    Duration run(TaskBody clients) throws Exception {
      return Terzetto.run(
          network.in(options), () -> serving(echo, () -> far.run(echo::serve), clients));
    }
  }

  // ---- the client, whatever the network ---------------------------------------------------------

  private static SocketStream connect() throws IOException, InterruptedException {
    return Tcp.openTcpStream("server", 7);
  }

  private static void exchange(SocketStream stream, byte[] data) throws InterruptedException {
    stream.sendAll(data);
    expect(stream, data);
  }

  private static void expect(SocketStream stream, byte[] data) throws InterruptedException {
    byte[] echoed = new byte[data.length];
    for (int have = 0; have < data.length; ) {
      byte[] part = stream.receiveSome(data.length - have);
      assertTrue(part.length > 0, "the end of the stream");
      System.arraycopy(part, 0, echoed, have, part.length);
      have += part.length;
    }
    assertArrayEquals(data, echoed);
  }

  /** Several exchanges, and a farewell. Tells how many bytes they were. */
  private static long converse(String host, int port, long seed)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    long sent = 0;
    try (SocketStream stream = Tcp.openTcpStream(host, port)) {
      for (int i = 0; i < 5; i++) {
        byte[] data = new byte[random.nextInt(1, 5000)];
        random.nextBytes(data);
        exchange(stream, data);
        sent += data.length;
      }
      stream.sendEof();
      assertEquals(0, stream.receiveSome(1).length);
    }
    return sent;
  }

  private static byte[] bytes(int count) {
    return new byte[count];
  }

  private static void assertTook(Duration expected, LoopTime start) {
    assertEquals(expected, Terzetto.currentTime().since(start));
  }

  // ---- simulated networks -----------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  @Covers({"NET-1", "NET-3"})
  void latency_isAllThatAnEchoTakes(TaskMode mode) throws Exception {
    Simulation simulation = new Simulation(mode, 1);
    simulation.link.latency(LATENCY);
    Duration stopping =
        simulation.run(() -> {
          LoopTime start = Terzetto.currentTime();
          try (SocketStream stream = connect()) {
            exchange(stream, bytes(3));
            exchange(stream, bytes(4));
            assertTook(LATENCY.multipliedBy(6), start);
          }
        });
    assertEquals(LATENCY, stopping, "until the end of the conversation has arrived");
    assertEquals("listening on 10.0.0.2:7 (backend simulated)", out.toString().strip());
    assertEquals("served 1 connections, 7 bytes", simulation.echo.summary());
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"NET-1", "NET-6"})
  void partition_holdsTheEchoUp_untilItIsHealed(TaskMode mode) throws Exception {
    Simulation simulation = new Simulation(mode, 1);
    simulation.link.latency(LATENCY);
    simulation.run(() -> {
      try (SocketStream stream = connect()) {
        LoopTime start = Terzetto.currentTime();
        stream.sendAll(bytes(20_000));
        Terzetto.sleep(LATENCY); // the server has it; the echo is under way
        simulation.link.cut();
        stream.sendAll(bytes(10));
        Terzetto.sleep(Duration.ofSeconds(10));
        simulation.link.heal();
        expect(stream, bytes(20_010));
        assertTook(Duration.ofSeconds(10).plus(LATENCY.multipliedBy(3)), start);
      }
    });
    assertEquals("served 1 connections, 20010 bytes", simulation.echo.summary());
  }

  /** Its client is gone for good, which the server does not know: the grace ends what is left. */
  @ParameterizedTest
  @EnumSource
  @Covers({"NET-1", "NET-7", "SHU-2"})
  void partition_thatOutlastsTheClient_holdsTheServerForItsGraceAtMost(TaskMode mode)
      throws Exception {
    Simulation simulation = new Simulation(mode, 1);
    simulation.link.latency(LATENCY).patience(Duration.ofSeconds(30));
    Duration stopping =
        simulation.run(() -> {
          SocketStream lost = connect();
          exchange(lost, bytes(1));
          simulation.link.cut();
          lost.sendAll(bytes(1));
          assertThrows(BrokenResourceException.class, () -> lost.receiveSome(1));
          lost.close();
          simulation.link.heal();
          try (SocketStream next = connect()) {
            exchange(next, bytes(2));
          }
        });
    assertEquals(GRACE, stopping);
    assertEquals("served 2 connections, 3 bytes", simulation.echo.summary());
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"NET-1", "NET-8"})
  void reset_endsItsConversation_andNoOther(TaskMode mode) throws Exception {
    Simulation simulation = new Simulation(mode, 1);
    Host other = simulation.network.host("other");
    simulation.run(() ->
        other.run(() -> {
          SocketStream undisturbed = connect();
          simulation
              .network
              .localhost()
              .run(() -> {
                SocketStream victim = connect();
                exchange(victim, bytes(1));
                simulation.link.reset();
                assertThrows(BrokenResourceException.class, () -> victim.receiveSome(1));
                victim.close();
                exchange(connect(), bytes(2));
              });
          exchange(undisturbed, bytes(4));
        }));
    assertEquals("served 3 connections, 7 bytes", simulation.echo.summary());
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"NET-1", "SHU-2"})
  void stop_letsAConversationGoOn_forTheGrace(TaskMode mode) throws Exception {
    Simulation simulation = new Simulation(mode, 1);
    simulation.link.latency(LATENCY);
    simulation.run(() -> {
      SocketStream stream = connect();
      exchange(stream, bytes(1));
      LoopTime stop = Terzetto.currentTime();
      simulation.echo.stop();
      Terzetto.sleep(GRACE.minusSeconds(1));
      exchange(stream, bytes(1));
      assertEquals(0, stream.receiveSome(1).length);
      assertTook(GRACE.plus(LATENCY), stop);
    });
    assertEquals("served 1 connections, 2 bytes", simulation.echo.summary());
  }

  /** Clients that try again until they are through, in a network with every kind of trouble. */
  private List<String> trouble(TaskMode mode, long seed) throws Exception {
    Simulation simulation = new Simulation(mode, seed);
    simulation
        .link
        .latency(Duration.ofMillis(1), Duration.ofMillis(200))
        .bandwidth(50_000)
        .resets(0.02)
        .refusals(0.1)
        .patience(Duration.ofSeconds(3));
    Backoff backoff =
        (failures, failure) -> {
          simulation.trace.add(failure + ", " + failure.getCause());
          return Optional.of(Duration.ofMillis(100));
        };
    simulation.run(() ->
        Nursery.run(nursery -> {
          for (int i = 0; i < 5; i++) {
            int client = i;
            nursery.startSoon(() -> Retry.call(backoff, () -> converseInTime(client)));
          }
          Terzetto.sleep(Duration.ofMillis(500));
          simulation.link.cut();
          Terzetto.sleep(Duration.ofSeconds(4));
          simulation.link.heal();
        }));
    simulation.trace.add(simulation.echo.summary());
    return simulation.trace;
  }

  /** A server that gave up during the partition cannot say so: only the time tells. */
  private static long converseInTime(int client) throws Exception {
    return CancelScope.callOrFailAfter(
        Duration.ofMinutes(1), scope -> converse("server", 7, client));
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"NET-1", "NET-12"})
  void everyTrouble_isSurvived_andRepeatsWithItsSeed(TaskMode mode) throws Exception {
    Set<List<String>> traces = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      List<String> trace = trouble(mode, seed);
      assertEquals(trace, trouble(mode, seed));
      traces.add(trace);
    }
    assertEquals(10, traces.size());
    for (String failure :
        List.of("Connection reset", "Connection refused", "Connection timed out")) {
      assertTrue(traces.toString().contains(failure), failure);
    }
  }

  // ---- real sockets -----------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void realSockets_serveTheSameClients(TaskMode mode) throws Exception {
    EchoServer echo = server("127.0.0.1", 0);
    long[] sent = {0};
    Terzetto.run(
        RunOptions.defaults().withTaskMode(mode),
        () ->
            serving(
                echo,
                echo::serve,
                () ->
                    Nursery.run(nursery -> {
                      int port = portIn(out.toString());
                      for (int i = 0; i < 20; i++) {
                        int client = i;
                        nursery.startSoon(() -> {
                          long bytes = converse("127.0.0.1", port, client);
                          sent[0] += bytes;
                        });
                      }
                    })));
    assertEquals("served 20 connections, " + sent[0] + " bytes", echo.summary());
  }

  private static int portIn(String announcement) {
    return Integer.parseInt(announcement.replaceFirst("(?s).*:(\\d+) .*", "$1"));
  }
}
