package org.terzetto.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Keeps a server busy, from one thread: a closed loop, where each connection sends the next message
 * when an answer is complete. It reads how many messages a round has, and answers with nanoseconds:
 * how long the round took, the median of the latencies, and their 99th percentile.
 */
final class LoadGenerator {
  static final String READY = "ready";
  static final String ANSWER = "measured ";

  private static final int PORTS_PER_ADDRESS = 20_000;

  private final Load load;
  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();
  private final Pattern pattern = new Pattern();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Pattern.LONGEST);
  private final Histogram latencies = new Histogram(3);

  private int messages;
  private int granted;
  private int completed;

  private LoadGenerator(Load load) throws IOException {
    this.load = load;
  }

  /** Takes the server's port, and the load. */
  static void main(String[] args) throws IOException {
    LoadGenerator generator = new LoadGenerator(Load.of(args, 1));
    generator.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
    System.out.println(READY);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      System.out.println(ANSWER + generator.round(Integer.parseInt(order)));
    }
  }

  private void connect(InetSocketAddress server) throws IOException {
    for (int i = 0; i < load.connections(); i++) {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (load.connections() > PORTS_PER_ADDRESS) {
        channel.bind(new InetSocketAddress(addressFor(server, i), 0));
      }
      channel.connect(server);
      // Ends with a reset, so that no port is held back for a minute after the round.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Client client = new Client(channel, pattern, load);
      clients.add(client);
      channel.register(selector, SelectionKey.OP_READ, client);
    }
  }

  /**
   * An address has some 28,000 ports to connect from, and the loopback network has many addresses:
   * enough of its own for each server. Only for whoever needs more than one, since macOS has no
   * other than the first unless it is told so.
   */
  private static String addressFor(InetSocketAddress server, int connection) {
    int port = server.getPort();
    return "127." + (port >> 8) + "." + (port & 255) + "." + (1 + connection / PORTS_PER_ADDRESS);
  }

  private String round(int size) throws IOException {
    latencies.reset();
    messages = size;
    granted = 0;
    completed = 0;
    long begun = System.nanoTime();
    for (int i = 0; i < load.inFlight(); i++) {
      for (Client client : clients) {
        grant(client);
      }
    }
    while (completed < messages) {
      advanceSome();
    }
    return (System.nanoTime() - begun)
        + " "
        + latencies.getValueAtPercentile(50)
        + " "
        + latencies.getValueAtPercentile(99);
  }

  private void advanceSome() throws IOException {
    if (load.spinning()) {
      for (Client client : clients) {
        advance(client);
      }
      return;
    }
    try {
      selector.select(this::ready);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void ready(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      advance(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (key.interestOps() != client.interest()) {
      key.interestOps(client.interest());
    }
  }

  private void advance(Client client) throws IOException {
    int answers = client.advance(buffer, latencies);
    completed += answers;
    for (int i = 0; i < answers; i++) {
      grant(client);
    }
  }

  private void grant(Client client) throws IOException {
    if (granted < messages) {
      granted++;
      client.grant();
    }
  }
}
