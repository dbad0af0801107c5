package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.terzetto.benchmarks.race.Child;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Racer;
import org.terzetto.benchmarks.race.Sample;

/**
 * Measures what a server holds for each connection that is open and quiet, after it has echoed one
 * message on each. What it holds anyway, classes and all, is measured first, with one connection.
 *
 * <p>The connections are closed again at the end of the round: all contenders' together would be
 * more than a firewall keeps account of.
 */
final class IdleRacer implements Racer {
  private final int connections;
  private final ServerProcess server;
  private final long[] before;

  IdleRacer(List<String> command, int connections) throws IOException {
    this.connections = connections;
    server = new ServerProcess(command);
    try {
      connect(1).close();
      before = server.memory();
    } catch (IOException | RuntimeException e) {
      server.kill();
      throw e;
    }
  }

  private Child connect(int count) throws IOException {
    Child generator = server.connect(new Load(count, 64, 1, false));
    server.exchange(generator, count);
    return generator;
  }

  @Override
  public Sample round() throws IOException {
    try (Child _ = connect(connections)) {
      long[] after = server.memory();
      return new Sample(
          Map.of(
              Metric.MEMORY, (double) (after[0] - before[0]) / connections,
              Metric.DIRECT, (double) (after[1] - before[1]) / connections));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
