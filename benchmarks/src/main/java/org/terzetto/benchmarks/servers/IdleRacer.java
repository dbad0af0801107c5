package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Racer;
import org.terzetto.benchmarks.race.Sample;

/**
 * Measures what a server holds for each connection that is open and quiet, after it has echoed one
 * message on each. What it holds anyway, classes and all, is measured first, with one connection.
 */
final class IdleRacer implements Racer {
  private final int connections;
  private final Attendant server;
  private final Attendant generator;
  private final long[] before;

  IdleRacer(List<String> command, int connections) throws IOException {
    this.connections = connections;
    server = new Attendant(Cores.SERVER, command);
    String port = server.answer(ServerHost.LISTENING);
    connect(port, 1).close();
    before = memory();
    generator = connect(port, connections);
  }

  private static Attendant connect(String port, int connections) throws IOException {
    Attendant generator = EchoRacer.startGenerator(port, new Load(connections, 64, 1, false));
    generator.order("" + connections);
    generator.answer(LoadGenerator.ANSWER);
    return generator;
  }

  @Override
  public Sample round() throws IOException {
    long[] after = memory();
    return new Sample(
        Map.of(
            Metric.MEMORY, (double) (after[0] - before[0]) / connections,
            Metric.DIRECT, (double) (after[1] - before[1]) / connections));
  }

  private long[] memory() throws IOException {
    server.order(ServerHost.MEMORY);
    return Arrays.stream(server.answer(ServerHost.MEMORY).split(" ", -1))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  @Override
  public void close() throws IOException {
    try (server) {
      generator.close();
    }
  }
}
