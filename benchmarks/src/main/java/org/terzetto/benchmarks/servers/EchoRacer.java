package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.terzetto.benchmarks.race.Child;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Racer;
import org.terzetto.benchmarks.race.Sample;

/** A server, and a generator that is connected to it and rests between the rounds. */
final class EchoRacer implements Racer {
  private final int messages;
  private final ServerProcess server;
  private final Child generator;

  EchoRacer(List<String> command, Load load, int messages) throws IOException {
    this.messages = messages;
    server = new ServerProcess(command);
    generator = server.connect(load);
  }

  @Override
  public Sample round() throws IOException {
    long cpu = server.cpuNanos();
    String[] figures = server.exchange(generator, messages);
    cpu = server.cpuNanos() - cpu;
    return new Sample(
        Map.of(
            Metric.SERVER_CPU, cpu / 1e3 / messages,
            Metric.RATE, messages * 1e9 / Double.parseDouble(figures[0]),
            Metric.P50, Double.parseDouble(figures[1]) / 1e3,
            Metric.P99, Double.parseDouble(figures[2]) / 1e3));
  }

  @Override
  public void close() throws IOException {
    try (server) {
      generator.close();
    }
  }
}
