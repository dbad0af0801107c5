package org.terzetto.io;

import java.time.Duration;
import java.util.List;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

/** A server that greets each client with one byte and then waits for it to go. */
final class ExhaustionProgram {
  private ExhaustionProgram() {}

  public static void main(String[] args) throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          // Once no file can be opened, no class can be loaded either.
          Terzetto.sleep(Duration.ofMillis(1));
          ServeOptions options = ServeOptions.defaults().withHost("127.0.0.1");
          List<SocketListener> listeners =
              nursery.start(status -> Tcp.serveTcp(ExhaustionProgram::greet, 0, options, status));
          System.out.println(listeners.getFirst().port());
        }));
  }

  private static void greet(SocketStream stream) throws InterruptedException {
    stream.sendAll(new byte[] {1});
    stream.receiveSome(1);
  }
}
