package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.terzetto.benchmarks.race.Child;
import org.terzetto.benchmarks.race.Jvm;

/**
 * A server, and the way to put load on it. If a generator fails, so has the contender: the server
 * is killed, and what it had to say is told beside what the generator did.
 */
final class ServerProcess implements AutoCloseable {
  private final Child server;
  private final String port;

  /** Returns when it listens. */
  ServerProcess(List<String> command) throws IOException {
    server = new Child("the server", Cores.forServer(command));
    port = server.answer(ServerHost.LISTENING);
  }

  /** A generator that has its connections, and waits for orders. */
  Child connect(Load load) throws IOException {
    String[] args =
        Stream.concat(Stream.of(port), Arrays.stream(load.args())).toArray(String[]::new);
    List<String> command = Jvm.command(List.of("-Xmx512m"), LoadGenerator.class, args);
    Child generator = new Child("the generator", Cores.forGenerator(command));
    answer(generator, LoadGenerator.READY);
    return generator;
  }

  /** Lets a generator exchange so many messages, and returns its figures. */
  String[] exchange(Child generator, int messages) throws IOException {
    try {
      generator.order("" + messages);
    } catch (IOException e) {
      throw failure(e);
    }
    return answer(generator, LoadGenerator.ANSWER).split(" ", -1);
  }

  private String answer(Child generator, String beginning) throws IOException {
    try {
      return generator.answer(beginning);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private IOException failure(IOException cause) {
    IOException failure = new IOException(cause.getMessage() + "; " + server.fate(), cause);
    kill();
    return failure;
  }

  /** Ends it at once. */
  void kill() {
    server.kill();
  }

  long cpuNanos() throws IOException {
    return server.cpuNanos();
  }

  /** What it holds on the heap after a collection, and outside the heap. */
  long[] memory() throws IOException {
    server.order(ServerHost.MEMORY);
    String[] figures = server.answer(ServerHost.MEMORY).split(" ", -1);
    return Arrays.stream(figures).mapToLong(Long::parseLong).toArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
