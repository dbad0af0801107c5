package org.terzetto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code terzetto echo} as a process, with plain sockets as clients. */
class EchoIT {
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void signal_endsTheServer_whichSumsUp(String signal) throws Exception {
    try (CliProcess echo = CliProcess.start("echo")) {
      int port = echo.awaitPort();
      for (int i = 0; i < 3; i++) {
        try (Client client = Client.connect(port)) {
          assertEquals('a', client.exchange('a'));
          assertEquals('b', client.exchange('b'));
        }
      }
      echo.signal(signal);
      assertEquals(List.of("served 3 connections, 6 bytes"), echo.rest());
      assertEquals(0, echo.awaitStatus());
      assertEquals("", echo.errors());
    }
  }

  @Test
  void conversation_underWay_mayComeToItsEnd() throws Exception {
    try (CliProcess echo = CliProcess.start("echo", "--grace", "1h")) {
      int port = echo.awaitPort();
      try (Client client = Client.connect(port)) {
        assertEquals('a', client.exchange('a'));
        echo.signal("TERM");
        Client.awaitRefusal(port);
        assertEquals('b', client.exchange('b'));
      }
      assertTrue(echo.readLine().endsWith(" 2 bytes"));
      assertEquals(0, echo.awaitStatus());
    }
  }

  @Test
  void conversation_thatDoesNotEnd_isCutShortAfterTheGrace() throws Exception {
    try (CliProcess echo = CliProcess.start("echo", "--grace", "200ms");
        Client client = Client.connect(echo.awaitPort())) {
      assertEquals('a', client.exchange('a'));
      echo.signal("INT");
      assertEquals(-1, client.receive());
      assertEquals(List.of("served 1 connections, 1 bytes"), echo.rest());
      assertEquals(0, echo.awaitStatus());
    }
  }

  @Test
  void secondSignal_cutsTheGraceShort() throws Exception {
    try (CliProcess echo = CliProcess.start("echo", "--grace", "1h")) {
      int port = echo.awaitPort();
      try (Client client = Client.connect(port)) {
        assertEquals('a', client.exchange('a'));
        echo.signal("INT");
        Client.awaitRefusal(port);
        echo.signal("INT");
        assertEquals(-1, client.receive());
        assertEquals(0, echo.awaitStatus());
      }
    }
  }

  @Test
  void portInUse_isToldInOneLine() throws Exception {
    try (CliProcess first = CliProcess.start("echo")) {
      String port = String.valueOf(first.awaitPort());
      try (CliProcess second = CliProcess.start("echo", "--port", port)) {
        assertEquals(List.of(), second.rest());
        assertEquals(2, second.awaitStatus());
        assertEquals(1, second.errors().lines().count(), second.errors());
        assertTrue(second.errors().contains("127.0.0.1:" + port + ": Address already in use"));
      }
    }
  }

  @Test
  void backend_isTheOneAskedFor() throws Exception {
    try (CliProcess echo = CliProcess.start("echo", "--backend", "nio")) {
      assertTrue(echo.readLine().endsWith(" (backend nio)"));
    }
  }
}
