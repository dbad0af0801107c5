package org.terzetto.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.terzetto.BrokenResourceException;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.io.Resources;
import org.terzetto.io.ServeOptions;
import org.terzetto.io.SocketListener;
import org.terzetto.io.SocketStream;
import org.terzetto.io.Tcp;

/** An echo server and its clients on streams. */
public final class HighLevelEcho {
  private HighLevelEcho() {}

  // tag::server[]
  static void echo(SocketStream stream) throws InterruptedException {
    try {
      stream.forEachChunk(stream::sendAll);
    } catch (BrokenResourceException e) {
      IO.println("a client has gone away: " + e.getMessage());
    }
  }

  // end::server[]

  // tag::client[]
  static void client(String name, int port) throws IOException, InterruptedException {
    Resources.use(
        Tcp.openTcpStream("127.0.0.1", port),
        stream -> {
          stream.sendAll(("hello from " + name).getBytes(StandardCharsets.UTF_8));
          stream.sendEof();
          StringBuilder answer = new StringBuilder();
          stream.forEachChunk(chunk -> answer.append(StandardCharsets.UTF_8.decode(chunk)));
          IO.println(name + " was told: " + answer);
        });
  }

  // end::client[]

  // tag::main[]
  static void main() throws Exception {
    ServeOptions options = ServeOptions.defaults().withHost("127.0.0.1");
    Terzetto.run(() ->
        Nursery.run(servers -> {
          List<SocketListener> listeners =
              servers.start(
                  "server", status -> Tcp.serveTcp(HighLevelEcho::echo, 0, options, status));
          int port = listeners.getFirst().port();
          Nursery.run(clients -> {
            clients.startSoon("Ann", () -> client("Ann", port));
            clients.startSoon("Ben", () -> client("Ben", port));
          });
          servers.cancelScope().cancel("both clients have been served");
        }));
    IO.println("the server has ended");
  }
  // end::main[]
}
