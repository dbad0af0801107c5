package org.terzetto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.TaskStatus;
import org.terzetto.io.ServeOptions;
import org.terzetto.io.Servers;
import org.terzetto.io.Signals;
import org.terzetto.io.SocketListener;
import org.terzetto.io.SocketStream;
import org.terzetto.io.Tcp;
import org.terzetto.lowlevel.RunStatistics;

/** An echo server that is stopped by signals: the first one gently, the second one at once. */
final class EchoServer {
  private final String host;
  private final int port;
  private final Duration grace;
  private final PrintWriter out;
  private final CancelScope serving = CancelScope.create();
  private long connections;
  private long bytes;

  EchoServer(String host, int port, Duration grace, PrintWriter out) {
    this.host = host;
    this.port = port;
    this.grace = grace;
    this.out = out;
  }

  /** The main task; ends after a signal. */
  void serve() throws IOException, InterruptedException {
    List<SocketListener> listeners = Tcp.openTcpListeners(port, host, Tcp.MAX_BACKLOG);
    Nursery.run(nursery -> {
      nursery.<@Nullable Void>start(this::stopOnSignals);
      serving.run(scope ->
          Nursery.run(conversations ->
              CancelScope.untilShutdown(inner -> accept(listeners, conversations))));
      nursery.cancelScope().cancel("the server has ended");
    });
  }

  private void accept(List<SocketListener> listeners, Nursery conversations)
      throws InterruptedException {
    ServeOptions options = ServeOptions.defaults().withHandlerNursery(conversations);
    Servers.serveListeners(this::echo, listeners, options, this::announce);
  }

  /** What a signal does: no more connections, and no more than the grace for those there are. */
  void stop() {
    Duration rest = serving.shutdownCalled() ? Duration.ZERO : grace;
    serving.shutdown(rest, "the server was told to stop");
  }

  /** What the server did, once it has ended. */
  String summary() {
    return "served %d connections, %d bytes".formatted(connections, bytes);
  }

  /** A signal that the JVM does not give away, because of -Xrs, keeps its usual effect. */
  private void stopOnSignals(TaskStatus<@Nullable Void> status) throws InterruptedException {
    String[] names = Stream.of("INT", "TERM").filter(Signals::canReceive).toArray(String[]::new);
    if (names.length == 0) {
      status.started(null);
      return;
    }
    Signals.receive(
        signals -> {
          status.started(null);
          while (true) {
            signals.next();
            stop();
          }
        },
        names);
  }

  private void announce(List<SocketListener> listeners) {
    String backend = RunStatistics.current().backend().backend();
    for (SocketListener listener : listeners) {
      out.println("listening on %s (backend %s)".formatted(nameOf(listener), backend));
    }
    out.flush();
  }

  private static String nameOf(SocketListener listener) {
    String address = ((InetSocketAddress) listener.localAddress()).getAddress().getHostAddress();
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + listener.port();
  }

  private void echo(SocketStream stream) throws InterruptedException {
    connections++;
    try {
      stream.forEachChunk(chunk -> sendBack(stream, chunk));
    } catch (BrokenResourceException e) {
      // The client's doing, and no reason to trouble the others.
    }
  }

  private void sendBack(SocketStream stream, ByteBuffer chunk) throws InterruptedException {
    int start = chunk.position();
    try {
      stream.sendAll(chunk);
    } finally {
      bytes += chunk.position() - start;
    }
  }
}
