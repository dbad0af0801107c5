package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.terzetto.testing.Covers;

/** A server in a JVM of its own that may open few files. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class ExhaustionTest {
  /** More than twice what the JVM needs for itself: half of them are for clients in any case. */
  private static final int FILES = 200;

  /** The limit of time for a test does not reach a thread that reads from a socket. */
  private static final int PATIENCE_MS = 30_000;

  @Test
  @Covers({"LIS-2", "LIS-4"})
  void server_outOfDescriptors_logsAndGoesOnWhenThereAreSomeAgain() throws Exception {
    Process server =
        new ProcessBuilder(ChildJvm.command("ulimit -n " + FILES, ExhaustionProgram.class)).start();
    List<Socket> clients = new ArrayList<>();
    try (BufferedReader out = server.inputReader();
        BufferedReader errors = server.errorReader()) {
      int port = Integer.parseInt(out.readLine());
      for (int i = 0; i < FILES + 20; i++) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(PATIENCE_MS);
        clients.add(client);
      }
      assertTrue(readUntil(errors, "cannot accept connections"));
      assertTrue(readUntil(errors, "Too many open files"));
      // It says so again and again; a full pipe would stop it.
      Thread drain = Thread.ofVirtual().start(() -> errors.lines().forEach(line -> {}));
      for (Socket client : clients.subList(0, FILES / 2)) {
        assertEquals(1, client.getInputStream().read()); // unread it would become a reset
        client.close();
      }
      for (Socket client : clients.subList(FILES / 2, clients.size())) {
        assertEquals(1, client.getInputStream().read(), "served in the end");
      }
      assertTrue(server.isAlive());
      server.destroyForcibly();
      drain.join();
    } finally {
      server.destroyForcibly().waitFor();
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static boolean readUntil(BufferedReader lines, String text) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(text)) {
        return true;
      }
    }
    return false;
  }
}
