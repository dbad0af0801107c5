package org.terzetto.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.io.SocketStream;
import org.terzetto.io.Tcp;

/** A client that asks again when the network fails it, and the server that it asks. */
final class RetryingClient {
  private static final int ATTEMPTS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private RetryingClient() {}

  static void serve(SocketStream stream) throws InterruptedException {
    try {
      String question = readLine(stream);
      stream.sendAll(("you asked " + question + "\n").getBytes(UTF_8));
    } catch (IOException | BrokenResourceException e) {
      // This client has gone; it may come back.
    }
  }

  // tag::ask[]
  static String ask(String host, int port, String question)
      throws IOException, InterruptedException {
    Duration pause = Duration.ofMillis(100);
    for (int attempt = 1; ; attempt++) {
      try {
        return CancelScope.callOrFailAfter(PATIENCE, scope -> askOnce(host, port, question));
      } catch (IOException | BrokenResourceException | TooSlowException e) {
        if (attempt == ATTEMPTS) {
          throw new IOException("no answer after " + attempt + " attempts", e);
        }
      }
      Terzetto.sleep(pause);
      pause = pause.multipliedBy(2);
    }
  }

  static String askOnce(String host, int port, String question)
      throws IOException, InterruptedException {
    try (SocketStream stream = Tcp.openTcpStream(host, port)) {
      stream.sendAll((question + "\n").getBytes(UTF_8));
      return readLine(stream);
    }
  }

  // end::ask[]

  private static String readLine(SocketStream stream) throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder();
    while (true) {
      byte[] part = stream.receiveSome(1000);
      if (part.length == 0) {
        throw new EOFException("the connection ended inside a line");
      }
      line.append(new String(part, UTF_8));
      if (line.charAt(line.length() - 1) == '\n') {
        return line.substring(0, line.length() - 1);
      }
    }
  }
}
