package org.terzetto.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.io.Simulation.assertTook;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;
import org.terzetto.testing.net.Host;
import org.terzetto.testing.net.SimulatedNetwork;

/** Programs on {@code io} in a network in memory, in virtual time. */
@Timeout(60)
class SimulatedNetworkTest {
  private static final Duration LATENCY = Duration.ofMillis(50);

  private static void echo(SocketStream stream) throws InterruptedException {
    stream.forEachChunk(stream::sendAll);
  }

  private static byte[] receive(SocketStream stream, int count) throws InterruptedException {
    byte[] all = new byte[count];
    int have = 0;
    while (have < count) {
      byte[] part = stream.receiveSome(count - have);
      assertNotEquals(0, part.length, "end of file after " + have + " bytes");
      System.arraycopy(part, 0, all, have, part.length);
      have += part.length;
    }
    return all;
  }

  // ---- the program and its network --------------------------------------------------------------

  @Test
  @Covers({"NET-1", "NET-3"})
  void echo_takesOneRoundTripToConnectAndOneToAnswer() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.latency(LATENCY);
    simulation.serving(
        SimulatedNetworkTest::echo,
        () -> {
          LoopTime start = Terzetto.currentTime();
          SocketStream stream = Tcp.openTcpStream("server", 80);
          assertTook(LATENCY.multipliedBy(2), start);
          stream.sendAll("hello".getBytes(UTF_8));
          assertEquals("hello", new String(receive(stream, 5), UTF_8));
          assertTook(LATENCY.multipliedBy(4), start);
          stream.sendEof();
          assertEquals(0, stream.receiveSome(10).length);
          assertTook(LATENCY.multipliedBy(6), start);
          stream.close();
        });
    assertEquals(
        List.of(
            "0.000000 client:32768 > server:80 connect",
            "0.050000 server:80 > client:32768 accept",
            "0.100000 client:32768 > server:80 5 bytes",
            "0.150000 server:80 > client:32768 5 bytes",
            "0.200000 client:32768 > server:80 end",
            "0.250000 server:80 > client:32768 end"),
        simulation.trace);
  }

  @Test
  @Covers("NET-3")
  void hours_passInNoTime() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.latency(Duration.ofHours(1));
    simulation.link.patience(Duration.ofDays(1));
    simulation.serving(
        SimulatedNetworkTest::echo,
        () -> {
          LoopTime start = Terzetto.currentTime();
          SocketStream stream = Tcp.openTcpStream("server", 80);
          for (int i = 0; i < 1000; i++) {
            stream.sendAll(new byte[] {(byte) i});
            assertArrayEquals(new byte[] {(byte) i}, receive(stream, 1));
          }
          assertTook(Duration.ofHours(2002), start);
          stream.close();
        });
  }

  @Test
  @Covers({"NET-1", "SOK-8"})
  void network_isOfOneRun() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      assertSame(simulation.network, Network.current());
      assertSame(simulation.network, Network.use(Network.system()));
      assertSame(Network.system(), Network.use(simulation.network));
      assertEquals("simulated", RunStatistics.current().backend().backend());
    });
    Terzetto.run(() -> assertSame(Network.system(), Network.current()));
    assertThrows(IllegalStateException.class, Network::current);
    assertThrows(IllegalStateException.class, () -> simulation.network.in(RunOptions.defaults()));
  }

  @Test
  @Covers("NET-2")
  void tasks_areOnTheHostOfTheTaskThatStartedThem() throws Exception {
    Simulation simulation = new Simulation();
    List<String> hosts = new ArrayList<>();
    simulation.run(() -> {
      hosts.add("main on " + hostName());
      Nursery.run(nursery -> {
        simulation.server.run(() -> {
          nursery.startSoon(() -> hosts.add("child on " + hostName()));
          hosts.add("inside on " + hostName());
        });
        hosts.add("outside on " + hostName());
      });
      assertThrows(
          IllegalStateException.class,
          () ->
              simulation.server.run(() -> {
                throw new IllegalStateException("planned");
              }));
      hosts.add("then on " + hostName());
    });
    assertEquals(
        List.of(
            "child on server",
            "inside on server",
            "main on client",
            "outside on client",
            "then on client"),
        hosts.stream().sorted().toList());
  }

  @Test
  @Covers("NET-2")
  void main_isOnTheHostThatCallsRun_andSystemTasksToo() throws Exception {
    SimulatedNetwork network = new SimulatedNetwork(1);
    network.host("client");
    Host server = network.host("server");
    List<String> hosts = new ArrayList<>();
    server.run(() ->
        Terzetto.run(
            network.in(RunOptions.defaults()),
            () -> {
              hosts.add("main on " + hostName());
              network
                  .host("client")
                  .run(() ->
                      SystemTasks.spawn("system", () -> hosts.add("system on " + hostName())));
              TaskProbe.waitAllTasksBlocked();
            }));
    assertEquals(List.of("main on server", "system on server"), hosts);
  }

  /** The name of the host that has the address of a socket which connects to itself. */
  private static String hostName() throws Exception {
    try (SocketListener listener = Tcp.openTcpListeners(0).getFirst()) {
      for (String name : List.of("client", "server")) {
        InetAddress address = Network.current().addressesOf(name).getFirst();
        try (ServerSocketChannel channel = Network.current().sockets().openServerSocketChannel()) {
          channel.bind(new InetSocketAddress(address, 0));
          return name;
        } catch (BindException e) {
          // It is another host's.
        }
      }
      throw new AssertionError("on no host: " + listener);
    }
  }

  @Test
  @Covers("NET-2")
  void names_areThoseOfHostsAndAliases() throws Exception {
    Simulation simulation = new Simulation();
    SimulatedNetwork network = simulation.network;
    Host six = network.host("six", List.of(InetAddress.ofLiteral("fd00::6")));
    network.alias("both", List.of(simulation.server, six));
    assertThrows(IllegalArgumentException.class, () -> network.alias("six", List.of(six)));
    assertThrows(IllegalArgumentException.class, () -> network.host("both"));
    assertThrows(IllegalArgumentException.class, () -> network.host("none", List.of()));
    assertThrows(IllegalArgumentException.class, () -> network.host("twin", six.addresses()));
    assertSame(six, network.host("six"));
    assertSame(network.link(six, simulation.server), network.link(simulation.server, six));
    simulation.run(() -> {
      List<InetAddress> both = new ArrayList<>(simulation.server.addresses());
      both.addAll(six.addresses());
      assertEquals(both, network.addressesOf("both"));
      assertEquals(List.of(InetAddress.ofLiteral("127.0.0.1")), network.addressesOf("localhost"));
      assertThrows(UnknownHostException.class, () -> Tcp.openTcpStream("nobody", 80));
      assertThrows(ConnectException.class, () -> Tcp.openTcpStream("10.9.9.9", 80));
      ConnectException noIpv6 =
          assertThrows(ConnectException.class, () -> Tcp.openTcpStream("six", 80));
      assertTrue(noIpv6.getMessage().contains("Network is unreachable"), noIpv6.getMessage());
    });
  }

  @Test
  @Covers("NET-2")
  void loopback_isTheHostItself() throws Exception {
    Simulation simulation = new Simulation();
    simulation.serving(
        SimulatedNetworkTest::echo,
        () -> {
          ConnectException refused =
              assertThrows(ConnectException.class, () -> Tcp.openTcpStream("localhost", 80));
          assertTrue(refused.getMessage().contains("Connection refused"), refused.getMessage());
          simulation.server.run(() -> Tcp.openTcpStream("localhost", 80).close());
          simulation.server.run(() -> Tcp.openTcpStream("server", 80).close());
        });
  }

  @Test
  @Covers({"NET-1", "HEB-2", "HEB-3"})
  void happyEyeballs_winsWithTheAddressThatAnswers() throws Exception {
    Simulation simulation = new Simulation();
    Host silent = simulation.network.host("silent");
    simulation.network.link(simulation.client, silent).cut();
    simulation.link.latency(LATENCY);
    simulation.network.alias("service", List.of(silent, simulation.server));
    simulation.serving(
        SimulatedNetworkTest::echo,
        () -> {
          LoopTime start = Terzetto.currentTime();
          SocketStream stream = Tcp.openTcpStream("service", 80);
          assertTook(Duration.ofMillis(350), start);
          assertEquals(
              new InetSocketAddress(simulation.server.addresses().getFirst(), 80),
              stream.remoteAddress());
          stream.close();
        });
  }

  @Test
  @Covers("NET-1")
  void backend_takesItsOwnSocketsOnly_andIsWokenFromOutside() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      try (SocketChannel real = SocketChannel.open()) {
        real.configureBlocking(false);
        assertThrows(IllegalArgumentException.class, () -> Readiness.of(real));
      }
      RunToken run = RunToken.current();
      CancelScope scope = CancelScope.create();
      Thread.ofPlatform().start(() -> run.runSoon(() -> scope.cancel("from outside")));
      scope.run(inner -> Terzetto.sleepForever());
    });
  }

  // ---- speed ------------------------------------------------------------------------------------

  @Test
  @Covers("NET-4")
  void bandwidth_isSharedAndMakesSendersWait() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.bandwidth(100_000);
    simulation.run(() -> {
      Simulation.Pair one = simulation.connect();
      Simulation.Pair other = simulation.connect();
      LoopTime start = Terzetto.currentTime();
      List<Double> ends = new ArrayList<>();
      Nursery.run(nursery -> {
        for (Simulation.Pair pair : List.of(one, other)) {
          nursery.startSoon(() -> {
            pair.client().sendAll(new byte[1_000_000]);
            ends.add(Simulation.seconds(start));
          });
          nursery.startSoon(() -> receive(pair.server(), 1_000_000));
        }
      });
      assertTook(Duration.ofSeconds(20), start);
      // All but what the buffers of both sides hold had to be received before.
      ends.forEach(end -> assertTrue(end > 15 && end < 20, ends::toString));
    });
  }

  @Test
  @Covers("NET-4")
  void sender_mayBeAheadByTheBuffersOfBothSides() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      Simulation.Pair pair = simulation.connect();
      pair.client().option(StandardSocketOptions.SO_SNDBUF, 1000);
      pair.server().option(StandardSocketOptions.SO_RCVBUF, 500);
      ByteBuffer data = ByteBuffer.wrap(Streams.bytes(4000, 1));
      assertThrows(
          TooSlowException.class,
          () -> CancelScope.failAfter(Duration.ofDays(1), scope -> pair.client().sendAll(data)));
      assertEquals(1500, data.position());
      assertArrayEquals(Arrays.copyOf(Streams.bytes(4000, 1), 1500), receive(pair.server(), 1500));
      TaskProbe.waitAllTasksBlocked();
      Terzetto.sleep(Duration.ofNanos(1));
      pair.client().waitSendAllMightNotBlock();
    });
  }

  @Test
  @Covers("NET-5")
  void packets_comeInOrderAndInPieces() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.latency(Duration.ZERO, Duration.ofMillis(5)).bandwidth(10_000).packetSize(10);
    byte[] data = Streams.bytes(1000, 7);
    Set<Integer> sizes = new HashSet<>();
    simulation.run(() -> {
      Simulation.Pair pair = simulation.connect();
      pair.client().sendAll(data);
      pair.client().close();
      byte[] all = new byte[0];
      for (byte[] part = pair.server().receiveSome(1000);
          part.length > 0;
          part = pair.server().receiveSome(1000)) {
        sizes.add(part.length);
        int before = all.length;
        all = Arrays.copyOf(all, before + part.length);
        System.arraycopy(part, 0, all, before, part.length);
      }
      assertArrayEquals(data, all);
    });
    assertTrue(sizes.contains(10), sizes::toString);
  }

  // ---- failures ---------------------------------------------------------------------------------

  @Test
  @Covers("NET-6")
  void cut_holdsUpWhatIsUnderWay_untilHealed() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.latency(Duration.ofMillis(1), LATENCY);
    byte[] data = Streams.bytes(20_000, 3);
    simulation.run(() -> {
      Simulation.Pair pair = simulation.connect();
      pair.client().sendAll(data);
      simulation.link.cut();
      pair.client().sendEof();
      CancelScope.moveOnAfter(
          Duration.ofSeconds(100),
          scope -> {
            pair.server().receiveSome(1);
            throw new AssertionError("nothing arrives");
          });
      simulation.link.heal();
      LoopTime healed = Terzetto.currentTime();
      assertArrayEquals(data, receive(pair.server(), data.length));
      assertEquals(0, pair.server().receiveSome(1).length);
      double took = Simulation.seconds(healed);
      assertTrue(took >= 0.001 && took <= 0.05, () -> "took " + took);
      pair.server().sendAll(new byte[] {1});
      assertArrayEquals(new byte[] {1}, receive(pair.client(), 1));
    });
  }

  @Test
  @Covers("NET-6")
  void cut_holdsUpConnecting_untilHealed() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.latency(LATENCY).cut();
    simulation.serving(
        SimulatedNetworkTest::echo,
        () ->
            Nursery.run(nursery -> {
              LoopTime start = Terzetto.currentTime();
              nursery.startSoon(() -> {
                Tcp.openTcpStream("server", 80).close();
                assertTook(Duration.ofMillis(10_100), start);
              });
              Terzetto.sleep(Duration.ofSeconds(10));
              simulation.link.heal();
            }));
  }

  @Test
  @Covers("NET-7")
  void connecting_withoutAnswer_losesPatience() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.patience(Duration.ofSeconds(30)).cut();
    simulation.run(() -> {
      LoopTime start = Terzetto.currentTime();
      ConnectException timeout =
          assertThrows(ConnectException.class, () -> Tcp.openTcpStream("server", 80));
      assertTrue(timeout.getMessage().contains("Connection timed out"), timeout.getMessage());
      assertTook(Duration.ofSeconds(30), start);
    });
  }

  @Test
  @Covers("NET-7")
  void sender_losesPatience_andItsPeerLearnsOfItOnlyByTrying() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.patience(Duration.ofSeconds(30));
    simulation.run(() -> {
      Simulation.Pair pair = simulation.connect();
      simulation.link.cut();
      pair.client().sendAll(new byte[] {1});
      BrokenResourceException timeout =
          assertThrows(BrokenResourceException.class, () -> pair.client().receiveSome(1));
      assertEquals("Connection timed out", timeout.getCause().getMessage());
      simulation.link.heal();
      assertThrows(
          TooSlowException.class,
          () -> CancelScope.failAfter(Duration.ofDays(1), scope -> pair.server().receiveSome(1)));
      pair.server().sendAll(new byte[] {2});
      BrokenResourceException reset =
          assertThrows(BrokenResourceException.class, () -> pair.server().receiveSome(1));
      assertEquals("Connection reset", reset.getCause().getMessage());
    });
  }

  @Test
  @Covers("NET-8")
  void reset_breaksBothEnds() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      Simulation.Pair pair = simulation.connect();
      Simulation.Pair later = simulation.connect();
      pair.client().sendAll(new byte[] {1});
      assertArrayEquals(new byte[] {1}, receive(pair.server(), 1));
      later.client().closeGracefully();
      Nursery.run(nursery -> {
        for (SocketStream end : List.of(pair.client(), pair.server())) {
          nursery.startSoon(() -> {
            BrokenResourceException reset =
                assertThrows(BrokenResourceException.class, () -> end.receiveSome(1));
            assertEquals("Connection reset", reset.getCause().getMessage());
            assertThrows(BrokenResourceException.class, () -> end.sendAll(new byte[] {1}));
          });
        }
        TaskProbe.waitAllTasksBlocked();
        simulation.link.reset();
      });
      assertThrows(BrokenResourceException.class, () -> later.server().sendAll(new byte[] {1}));
    });
  }

  @Test
  @Covers("NET-8")
  void resets_comeByChance() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.resets(0.2);
    List<Integer> lives = new ArrayList<>();
    simulation.run(() -> {
      for (int i = 0; i < 200; i++) {
        Simulation.Pair pair = simulation.connect();
        int sent = 0;
        while (sent < 1000) {
          try {
            pair.client().sendAll(new byte[] {1});
            sent++;
          } catch (BrokenResourceException e) {
            break;
          }
        }
        lives.add(sent);
        pair.client().close();
        pair.server().close();
      }
    });
    double mean = lives.stream().mapToInt(i -> i).average().orElseThrow();
    assertTrue(mean > 4 && mean < 6, () -> "a connection lived for " + mean + " packets");
  }

  @Test
  @Covers("NET-9")
  void connecting_whereNobodyListens_isRefusedAfterARoundTrip() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.latency(LATENCY);
    simulation.run(() -> {
      LoopTime start = Terzetto.currentTime();
      ConnectException refused =
          assertThrows(ConnectException.class, () -> Tcp.openTcpStream("server", 80));
      assertTrue(refused.getMessage().contains("Connection refused"), refused.getMessage());
      assertTook(LATENCY.multipliedBy(2), start);
    });
  }

  @Test
  @Covers("NET-9")
  void refusals_comeByChance() throws Exception {
    Simulation simulation = new Simulation();
    simulation.link.refusals(0.5);
    List<Boolean> connected = new ArrayList<>();
    simulation.serving(
        SimulatedNetworkTest::echo,
        () -> {
          for (int i = 0; i < 200; i++) {
            try {
              Tcp.openTcpStream("server", 80).close();
              connected.add(true);
            } catch (ConnectException e) {
              connected.add(false);
            }
          }
        });
    long successes = connected.stream().filter(yes -> yes).count();
    assertTrue(successes > 70 && successes < 130, () -> successes + " of 200");
  }

  @Test
  @Covers("NET-9")
  void fullBacklog_makesClientsKnockAgain() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      List<SocketListener> listeners = new ArrayList<>();
      simulation.server.run(() -> listeners.addAll(Tcp.openTcpListeners(80, "server", 1)));
      SocketListener listener = listeners.getFirst();
      Tcp.openTcpStream("server", 80);
      Terzetto.sleep(Duration.ofSeconds(1));
      Nursery.run(nursery -> {
        LoopTime start = Terzetto.currentTime();
        nursery.startSoon(() -> {
          Tcp.openTcpStream("server", 80);
          assertTook(Duration.ofSeconds(3), start);
        });
        Terzetto.sleep(Duration.ofMillis(2500));
        listener.accept();
      });
      listener.close();
    });
  }

  @Test
  @Covers("NET-10")
  void close_withUnreadBytesOrLingerZero_resets_otherwiseSendsTheEnd() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      Simulation.Pair polite = simulation.connect();
      polite.client().sendAll(new byte[] {1, 2});
      polite.client().close();
      assertArrayEquals(new byte[] {1, 2}, receive(polite.server(), 2));
      assertEquals(0, polite.server().receiveSome(1).length);

      Simulation.Pair rude = simulation.connect();
      rude.client().sendAll(new byte[] {1, 2});
      receive(rude.server(), 1);
      rude.server().close();
      assertThrows(BrokenResourceException.class, () -> rude.client().receiveSome(1));

      Simulation.Pair abrupt = simulation.connect();
      abrupt.client().option(StandardSocketOptions.SO_LINGER, 0);
      abrupt.client().close();
      assertThrows(BrokenResourceException.class, () -> abrupt.server().receiveSome(1));
    });
  }

  @Test
  @Covers("NET-10")
  void closedListener_resetsWhatItHasNotAccepted() throws Exception {
    Simulation simulation = new Simulation();
    simulation.run(() -> {
      List<SocketListener> listeners = new ArrayList<>();
      simulation.server.run(() -> listeners.addAll(Tcp.openTcpListeners(80)));
      simulation.server.run(
          () -> assertThrows(BindException.class, () -> Tcp.openTcpListeners(80)));
      SocketStream stream = Tcp.openTcpStream("server", 80);
      listeners.getFirst().close();
      assertThrows(BrokenResourceException.class, () -> stream.receiveSome(1));
      assertThrows(ConnectException.class, () -> Tcp.openTcpStream("server", 80));
      simulation.server.run(() -> Tcp.openTcpListeners(80).getFirst().close());
    });
  }

  @Test
  @Covers("NET-10")
  void sockets_mayBeClosedAfterTheRun() throws Exception {
    Simulation simulation = new Simulation();
    List<AsyncResource> open = new ArrayList<>();
    simulation.run(() -> {
      open.add(Tcp.openTcpListeners(80).getFirst());
      Simulation.Pair pair = simulation.connect();
      open.add(pair.client());
      open.add(pair.server());
    });
    open.forEach(AsyncResource::close);
    assertTrue(simulation.trace.stream().noneMatch(line -> line.endsWith("end")));
  }

  // ---- chance -----------------------------------------------------------------------------------

  /** Ten clients at once: in which order does the server see them? */
  private static List<String> arrivals(long seed, Duration most) throws Exception {
    Simulation simulation = new Simulation(seed);
    simulation.link.latency(Duration.ZERO, most);
    List<String> arrivals = new ArrayList<>();
    simulation.serving(
        stream -> arrivals.add(new String(receive(stream, 1), UTF_8)),
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < 10; i++) {
                String name = String.valueOf(i);
                nursery.startSoon(() -> {
                  SocketStream stream = Tcp.openTcpStream("server", 80);
                  stream.sendAll(name.getBytes(UTF_8));
                  stream.receiveSome(1);
                });
              }
            }));
    return arrivals;
  }

  @Test
  @Covers("NET-11")
  void connections_overtakeEachOther_asTheSeedChooses() throws Exception {
    for (Duration most : List.of(Duration.ZERO, Duration.ofMillis(100))) {
      Set<List<String>> orders = new HashSet<>();
      for (long seed = 0; seed < 20; seed++) {
        List<String> order = arrivals(seed, most);
        assertEquals(
            IntStream.range(0, 10).mapToObj(String::valueOf).toList(),
            order.stream().sorted().toList());
        orders.add(order);
      }
      assertEquals(20, orders.size());
    }
  }

  /** Much at once, with every kind of trouble. */
  private static List<String> trouble(long seed) throws Exception {
    Simulation simulation = new Simulation(seed);
    simulation
        .link
        .latency(Duration.ofMillis(1), Duration.ofMillis(300))
        .bandwidth(50_000)
        .resets(0.01)
        .refusals(0.1)
        .patience(Duration.ofSeconds(3));
    simulation.serving(
        stream -> {
          try {
            echo(stream);
          } catch (BrokenResourceException e) {
            simulation.trace.add("server: " + e.getCause().getMessage());
          }
        },
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < 10; i++) {
                int client = i;
                nursery.startSoon(() -> troubledClient(simulation, client));
              }
              Terzetto.sleep(Duration.ofMillis(700));
              simulation.link.cut();
              Terzetto.sleep(Duration.ofMillis(3150));
              simulation.link.heal();
            }));
    return simulation.trace;
  }

  private static void troubledClient(Simulation simulation, int client) throws Exception {
    try {
      CancelScope.failAfter(Duration.ofMinutes(1), scope -> exchange(client));
      simulation.trace.add("client " + client + " is done");
    } catch (TooSlowException e) {
      simulation.trace.add("client " + client + ": no answer");
    } catch (ConnectException e) {
      simulation.trace.add("client " + client + ": " + e.getMessage());
    } catch (BrokenResourceException e) {
      simulation.trace.add("client " + client + ": " + e.getCause().getMessage());
    }
  }

  private static void exchange(int client) throws Exception {
    byte[] data = Streams.bytes(2000, client);
    try (SocketStream stream = Tcp.openTcpStream("server", 80)) {
      for (int i = 0; i < 5; i++) {
        stream.sendAll(data);
        assertArrayEquals(data, receive(stream, data.length));
      }
    }
  }

  @Test
  @Covers("NET-12")
  void sameSeed_doesTheSameAgain() throws Exception {
    Set<List<String>> traces = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      List<String> trace = trouble(seed);
      assertEquals(trace, trouble(seed));
      traces.add(trace);
    }
    assertEquals(20, traces.size());
    String all = traces.toString();
    for (String outcome : List.of("is done", "reset", "refused", "timed out", "no answer")) {
      assertTrue(all.contains(outcome), outcome);
    }
  }

  @Test
  @Covers("NET-1")
  void settings_areChecked() {
    Simulation simulation = new Simulation();
    Duration negative = Duration.ofNanos(-1);
    assertThrows(IllegalArgumentException.class, () -> simulation.link.latency(negative));
    assertThrows(
        IllegalArgumentException.class, () -> simulation.link.latency(LATENCY, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> simulation.link.bandwidth(0));
    assertThrows(IllegalArgumentException.class, () -> simulation.link.packetSize(0));
    assertThrows(IllegalArgumentException.class, () -> simulation.link.patience(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> simulation.link.refusals(-0.1));
    assertThrows(IllegalArgumentException.class, () -> simulation.link.resets(Double.NaN));
  }

  @Test
  void noRoute_failsAtOnce() throws Exception {
    new Simulation()
        .run(() -> {
          SocketChannel channel = Network.current().sockets().openSocketChannel();
          channel.configureBlocking(false);
          assertThrows(
              NoRouteToHostException.class,
              () -> channel.connect(new InetSocketAddress("10.9.9.9", 80)));
          assertTrue(!channel.isOpen());
        });
  }
}
