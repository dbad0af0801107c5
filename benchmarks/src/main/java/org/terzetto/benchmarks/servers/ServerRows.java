package org.terzetto.benchmarks.servers;

import static org.terzetto.benchmarks.race.Metric.DIRECT;
import static org.terzetto.benchmarks.race.Metric.MEMORY;
import static org.terzetto.benchmarks.race.Metric.P50;
import static org.terzetto.benchmarks.race.Metric.P99;
import static org.terzetto.benchmarks.race.Metric.RATE;
import static org.terzetto.benchmarks.race.Metric.SERVER_CPU;
import static org.terzetto.benchmarks.race.Target.absolute;
import static org.terzetto.benchmarks.race.Target.ratio;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Entrant;
import org.terzetto.benchmarks.race.Jvm;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.race.Target;

/** The catalogue: the loads, the servers, and what ours has to reach. */
public final class ServerRows {
  private static final String C = "C, epoll";
  private static final int SLICES = 5;
  private static final int IDLE_CONNECTIONS = 50_000;

  /** So that a tenth of them is one; with fewer descriptors than that the servers say so. */
  private static final int LEAST_IDLE_CONNECTIONS = 10;

  /** Descriptors that the process itself needs. */
  private static final int OTHER_DESCRIPTORS = 500;

  private ServerRows() {}

  /** A server on the JVM: its label, its class, and what its main takes. */
  enum Server {
    TERZETTO_EPOLL("Terzetto, epoll", TerzettoServer.class, "epoll"),
    TERZETTO_NIO("Terzetto, NIO", TerzettoServer.class, "nio"),
    NETTY_EPOLL("Netty, epoll", NettyServer.class, "epoll"),
    NETTY_NIO("Netty, NIO", NettyServer.class, "nio"),
    SELECTOR("bare Selector loop", SelectorServer.class),
    BLOCKING("blocking, virtual threads", BlockingServer.class),
    KTOR("ktor", "org.terzetto.benchmarks.servers.KtorServer");

    private final String label;
    private final String main;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> args;

    Server(String label, Class<?> main, String... args) {
      this(label, main.getName(), args);
    }

    Server(String label, String main, String... args) {
      this.label = label;
      this.main = main;
      this.args = List.of(args);
    }

    List<String> command() {
      return Jvm.command(List.of("-Xms1g", "-Xmx1g"), main, args.toArray(String[]::new));
    }
  }

  /** All rows, in the order of the report. */
  public static List<Row> all() {
    return List.of(
        echo(
            "echo-50",
            "Echo of 64 bytes, 50 connections",
            new Load(50, 64, 1, false),
            200_000,
            smallTargets()),
        echo(
            "echo-500",
            "Echo of 64 bytes, 500 connections",
            new Load(500, 64, 1, false),
            200_000,
            smallTargets()),
        echo(
            "echo-16k",
            "Echo of 16 KiB, 16 connections, 4 messages of each under way",
            new Load(16, 16_384, 4, false),
            100_000,
            List.of(ratio(SERVER_CPU, Server.NETTY_EPOLL.label, 1.0))),
        roundTrip(),
        idle());
  }

  private static List<Target> smallTargets() {
    return List.of(
        ratio(SERVER_CPU, Server.NETTY_EPOLL.label, 1.0),
        ratio(SERVER_CPU, C, 1.15),
        ratio(P99, Server.NETTY_EPOLL.label, 1.0),
        ratio(SERVER_CPU, Server.NETTY_NIO.label, 1.0).of(Server.TERZETTO_NIO.label),
        ratio(P99, Server.NETTY_NIO.label, 1.0).of(Server.TERZETTO_NIO.label));
  }

  private static Row roundTrip() {
    return echo(
        "round-trip",
        "Round trip of 64 bytes, one connection, the generator spinning",
        List.of(P50, P99, SERVER_CPU, RATE),
        new Load(1, 64, 1, true),
        50_000,
        List.of(ratio(P50, Server.NETTY_EPOLL.label, 1.05)));
  }

  private static Row echo(
      String name, String title, Load load, int messages, List<Target> targets) {
    return echo(name, title, List.of(SERVER_CPU, RATE, P50, P99), load, messages, targets);
  }

  private static Row echo(
      String name,
      String title,
      List<Metric> metrics,
      Load load,
      int messages,
      List<Target> targets) {
    Stream<Entrant> onTheJvm =
        Arrays.stream(Server.values())
            .map(server -> entrant(server.label, server::command, load, messages));
    return new Row(
        name,
        title,
        effort -> effort.cut(SLICES),
        metrics,
        Stream.concat(onTheJvm, Stream.of(entrant(C, CServer::command, load, messages))).toList(),
        targets);
  }

  /** A command that may not be had. */
  @FunctionalInterface
  private interface Command {
    List<String> get() throws IOException;
  }

  private static Entrant entrant(String label, Command command, Load load, int messages) {
    return new Entrant(label, effort -> new EchoRacer(command.get(), load, effort.of(messages)));
  }

  private static Row idle() {
    int connections =
        Math.clamp(descriptors() - OTHER_DESCRIPTORS, LEAST_IDLE_CONNECTIONS, IDLE_CONNECTIONS);
    return new Row(
        "idle",
        "Memory of a server with %,d idle connections".formatted(connections),
        Effort::once,
        List.<Metric>of(MEMORY, DIRECT),
        Arrays.stream(Server.values())
            .map(server ->
                new Entrant(
                    server.label,
                    effort -> new IdleRacer(server.command(), effort.of(connections))))
            .toList(),
        List.of(absolute(DIRECT, 1), absolute(DIRECT, 1).of(Server.TERZETTO_NIO.label)));
  }

  private static int descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount())
        : IDLE_CONNECTIONS;
  }
}
