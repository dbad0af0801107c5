package org.terzetto.backend.nio;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.spi.IoRegistration;

/** What is reported, when, and what it costs in changes of the interest set. */
class NioReadinessTest extends BackendFixture {
  @Test
  void interest_readAgainAndAgain_neverChanges() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      for (int i = 0; i < 10; i++) {
        a.arm(READ);
        assertEquals(OP_READ, interestOf(pair.ours()));
        pair.send();
        assertTrue(poll(FOREVER));
        assertEquals(OP_READ, interestOf(pair.ours()), "kept, though nothing is armed");
        pair.drain();
        assertFalse(poll(0));
        assertEquals(OP_READ, interestOf(pair.ours()));
      }
    }
  }

  @Test
  void interest_readyButNotArmed_isDropped() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      a.arm(READ | WRITE);
      assertTrue(poll(FOREVER));
      assertEquals(OP_READ | OP_WRITE, interestOf(pair.ours()));
      assertFalse(poll(A_WHILE));
      assertEquals(OP_READ, interestOf(pair.ours()), "writable without anyone waiting for it");
    }
  }

  @Test
  void arm_serverAndPipes_readAndWriteAreMapped() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    pipe.sink().configureBlocking(false);
    try (ServerSocketChannel server = SocketPair.listen();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      server.configureBlocking(false);
      IoRegistration accepting = register(server, "server");
      IoRegistration reading = register(source, "source");
      IoRegistration writing = register(sink, "sink");
      accepting.arm(READ);
      writing.arm(WRITE);
      reading.arm(READ);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("sink 2"), taken());
      SocketChannel client = SocketChannel.open(server.getLocalAddress());
      assertTrue(poll(FOREVER));
      assertEquals(List.of("server 1"), taken());
      server.accept().close();
      client.close();
      pipe.sink().close();
      assertTrue(poll(FOREVER));
      assertEquals(List.of("source 1"), taken());
      assertThrows(IllegalArgumentException.class, () -> accepting.arm(WRITE));
    }
  }

  /** Registers a client as "a", and begins to connect it. */
  private IoRegistration registerConnecting(SocketChannel client, ServerSocketChannel server)
      throws IOException {
    client.configureBlocking(false);
    IoRegistration registration = register(client, "a");
    assumeFalse(client.connect(server.getLocalAddress()), "connected at once");
    return registration;
  }

  @Test
  void connect_established_isReportedAndLeavesNoInterest() throws IOException {
    try (ServerSocketChannel server = SocketPair.listen();
        SocketChannel client = SocketChannel.open()) {
      IoRegistration a = registerConnecting(client, server);
      a.arm(WRITE);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2"), taken());
      assertEquals(0, interestOf(client));
      assertTrue(client.finishConnect());
      a.arm(WRITE);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2"), taken());
    }
  }

  @Test
  void connect_finishedBySomeoneElse_isReportedAndDoesNotKeepTheSelectorAwake() throws IOException {
    try (ServerSocketChannel server = SocketPair.listen();
        SocketChannel client = SocketChannel.open()) {
      IoRegistration a = registerConnecting(client, server);
      a.arm(WRITE);
      while (!client.finishConnect()) {
        Thread.onSpinWait();
      }
      assertTrue(poll(FOREVER), "armed before, writable now");
      assertEquals(List.of("a 2"), taken());
      assertEquals(0, interestOf(client) & SelectionKey.OP_CONNECT);
    }
  }

  @Test
  void connect_readArmedTooEarly_doesNotKeepTheSelectorAwake() throws IOException {
    try (ServerSocketChannel server = SocketPair.listen();
        SocketChannel client = SocketChannel.open()) {
      IoRegistration a = registerConnecting(client, server);
      a.arm(READ);
      try (SocketChannel accepted = server.accept()) {
        accepted.write(ByteBuffer.wrap(new byte[1]));
        assertTrue(poll(FOREVER));
        assertEquals(List.of("a 1"), taken());
        assertFalse(poll(A_WHILE));
        assertEquals(0, interestOf(client));
      }
    }
  }
}
