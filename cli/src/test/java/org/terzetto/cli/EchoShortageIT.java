package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * {@code terzetto echo} with fewer descriptors than clients. The modules must be in jars here: from
 * folders the JVM cannot load another class while it is short of descriptors.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class EchoShortageIT {
  private static final int FILES = 64;
  private static final int CLIENTS = 200;
  private static final long BACK_OFF_MILLIS = 100;

  @Test
  void shortage_isLoggedOncePerBackOff_andPasses() throws Exception {
    List<String> limited = List.of("sh", "-c", "ulimit -n " + FILES + " && exec \"$@\"", "sh");
    try (CliProcess echo = CliProcess.start(limited, "echo")) {
      int port = echo.awaitPort();
      long start = System.nanoTime();
      Deque<Client> clients = new ArrayDeque<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Client.connect(port));
      }
      for (Client client : clients) {
        client.send('a');
      }
      awaitShortage(echo);
      // Each that is served makes room for another one: all of them, in the order of their coming.
      while (!clients.isEmpty()) {
        try (Client client = clients.remove()) {
          assertEquals('a', client.receive(), echo.errors());
        }
      }
      long tries = (System.nanoTime() - start) / 1_000_000 / BACK_OFF_MILLIS + 1;
      long records = shortages(echo);
      assertTrue(records <= tries, records + " records in " + tries + " tries");

      echo.signal("TERM");
      assertEquals(List.of("served 200 connections, 200 bytes"), echo.rest());
      assertEquals(0, echo.awaitStatus());
    }
  }

  private static void awaitShortage(CliProcess echo) throws Exception {
    while (shortages(echo) == 0) {
      Thread.onSpinWait();
    }
  }

  private static long shortages(CliProcess echo) throws Exception {
    return echo.errors().lines().filter(line -> line.contains("cannot accept connections")).count();
  }
}
