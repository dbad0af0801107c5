package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.terzetto.benchmarks.race.Jvm;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Racer;
import org.terzetto.benchmarks.race.Sample;

/** A server, and a generator that is connected to it and rests between the rounds. */
final class EchoRacer implements Racer {
  private final int messages;
  private final Attendant server;
  private final Attendant generator;

  EchoRacer(List<String> command, Load load, int messages) throws IOException {
    this.messages = messages;
    server = new Attendant(Cores.SERVER, command);
    generator = startGenerator(server.answer(ServerHost.LISTENING), load);
  }

  static Attendant startGenerator(String port, Load load) throws IOException {
    Attendant generator =
        new Attendant(
            Cores.GENERATOR,
            Jvm.command(List.of("-Xmx512m"), LoadGenerator.class, args(port, load)));
    generator.answer(LoadGenerator.READY);
    return generator;
  }

  private static String[] args(String port, Load load) {
    String[] args = new String[5];
    args[0] = port;
    System.arraycopy(load.args(), 0, args, 1, 4);
    return args;
  }

  @Override
  public Sample round() throws IOException {
    long cpu = server.cpuNanos();
    generator.order("" + messages);
    String[] figures = generator.answer(LoadGenerator.ANSWER).split(" ", -1);
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
