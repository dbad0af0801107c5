package org.terzetto.benchmarks.servers;

import java.util.List;
import org.terzetto.BrokenResourceException;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskMode;
import org.terzetto.Terzetto;
import org.terzetto.io.ServeOptions;
import org.terzetto.io.SocketListener;
import org.terzetto.io.SocketStream;
import org.terzetto.io.Tcp;

/** Ours, as in the tutorial; but in loop mode, or not at all. */
final class TerzettoServer {
  private TerzettoServer() {}

  /** Takes the name of the backend. */
  static void main(String[] args) throws Exception {
    ServeOptions options = ServeOptions.defaults().withHost("127.0.0.1");
    Terzetto.run(
        RunOptions.defaults().withBackend(args[0]).withTaskMode(TaskMode.LOOP),
        () ->
            Nursery.run(servers -> {
              List<SocketListener> listeners =
                  servers.start(status -> Tcp.serveTcp(TerzettoServer::echo, 0, options, status));
              ServerHost.announce(listeners.getFirst().port());
            }));
  }

  private static void echo(SocketStream stream) throws InterruptedException {
    try {
      stream.forEachChunk(stream::sendAll);
    } catch (BrokenResourceException e) {
      // The client has gone.
    }
  }
}
