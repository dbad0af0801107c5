package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;

class EchoTest {
  @Test
  void lowLevelEcho_printsWhatTheTutorialShows() throws Exception {
    assertEquals(Documents.output("low-level-echo"), Output.of(LowLevelEcho::main));
  }

  @Test
  void highLevelEcho_printsWhatTheTutorialShows() throws Exception {
    assertEquals(
        Documents.output("high-level-echo").stream().sorted().toList(),
        Output.of(HighLevelEcho::main).stream().sorted().toList());
  }

  /** More than fits into the buffers of the system, so that each side has to wait for the other. */
  @Test
  void lowLevelEcho_sendsMuchBack() throws Exception {
    byte[] data = new byte[4 << 20];
    new Random(1).nextBytes(data);
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          int port = nursery.start(LowLevelEcho::serve);
          byte[] answer = Terzetto.blocking(() -> exchange(port, data));
          assertEquals(java.util.Arrays.hashCode(data), java.util.Arrays.hashCode(answer));
          nursery.cancelScope().cancel();
        }));
  }

  private static byte[] exchange(int port, byte[] data) throws IOException, InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread sender = Thread.ofPlatform().start(() -> send(socket, data));
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(data.length);
      sender.join();
      return answer;
    }
  }

  private static void send(Socket socket, byte[] data) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(data);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
