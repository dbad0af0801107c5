package org.terzetto.backend.nio;

import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.terzetto.spi.IoRegistration;

/** What is reported, when, and what it costs in changes of the interest set. */
class NioReadinessTest extends BackendFixture {
  @Test
  void register_withoutArming_reportsNothing() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      register(pair.ours(), "a");
      pair.send();
      assertFalse(poll(A_WHILE));
      assertEquals(List.of(), taken());
    }
  }

  @Test
  void arm_readable_reportsOnceAndAgainWhenArmedAgain() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      a.arm(READ);
      pair.send();
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 1"), taken());
      assertFalse(poll(A_WHILE), "not armed any more");
      a.arm(READ);
      assertTrue(poll(FOREVER), "still readable, so arming again reports again");
      assertEquals(List.of("a 1"), taken());
      pair.drain();
      a.arm(READ);
      assertFalse(poll(A_WHILE));
      assertEquals(List.of(), taken());
    }
  }

  @Test
  void arm_bothDirections_eachReportedOnItsOwn() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      a.arm(READ);
      a.arm(WRITE);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2"), taken(), "writable, while reading stays armed");
      pair.send();
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 1"), taken());
      a.arm(READ | WRITE);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 3"), taken());
    }
  }

  @Test
  void arm_fullSendBuffer_reportedOnceThePeerReads() throws Exception {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      pair.clog();
      a.arm(WRITE);
      assertFalse(poll(A_WHILE));
      Thread reader =
          Thread.ofVirtual()
              .start(() -> assertThrows(IOException.class, () -> readAll(pair.peer())));
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2"), taken());
      pair.peer().close();
      reader.join();
    }
  }

  private static void readAll(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.read(buffer.clear()) >= 0) {}
    throw new IOException("end of file");
  }

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
  void arm_peerResets_reportsWhateverIsArmed() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      pair.clog();
      a.arm(READ | WRITE);
      pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
      pair.peer().close();
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 3"), taken());
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

  @Test
  void arm_wrongInterest_isRefused() throws IOException {
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      assertThrows(IllegalArgumentException.class, () -> a.arm(0));
      assertThrows(IllegalArgumentException.class, () -> a.arm(4));
    }
  }

  @Test
  void connect_established_isReportedAndLeavesNoInterest() throws IOException {
    try (ServerSocketChannel server = SocketPair.listen();
        SocketChannel client = SocketChannel.open()) {
      client.configureBlocking(false);
      IoRegistration a = register(client, "a");
      if (client.connect(server.getLocalAddress())) {
        return;
      }
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
  void connect_refused_isReported() throws IOException {
    ServerSocketChannel server = SocketPair.listen();
    try (SocketChannel client = SocketChannel.open()) {
      client.configureBlocking(false);
      IoRegistration a = register(client, "a");
      SocketAddress gone = server.getLocalAddress();
      server.close();
      if (client.connect(gone)) {
        return;
      }
      a.arm(WRITE);
      assertTrue(poll(FOREVER));
      assertEquals(List.of("a 2"), taken());
      assertThrows(IOException.class, client::finishConnect);
    }
  }

  @Test
  void connect_finishedBySomeoneElse_isReportedAndDoesNotKeepTheSelectorAwake() throws IOException {
    try (ServerSocketChannel server = SocketPair.listen();
        SocketChannel client = SocketChannel.open()) {
      client.configureBlocking(false);
      IoRegistration a = register(client, "a");
      if (client.connect(server.getLocalAddress())) {
        return;
      }
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
      client.configureBlocking(false);
      IoRegistration a = register(client, "a");
      if (client.connect(server.getLocalAddress())) {
        return;
      }
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

  @Test
  void poll_thousandsReady_allAreReportedInOnePass() throws IOException {
    List<Pipe> pipes = new ArrayList<>();
    try {
      for (int i = 0; i < 3000; i++) {
        Pipe pipe = Pipe.open();
        pipes.add(pipe);
        pipe.sink().configureBlocking(false);
        register(pipe.sink(), "sink").arm(WRITE);
      }
      assertTrue(poll(FOREVER));
      assertEquals(3000, taken().size());
      assertFalse(poll(A_WHILE));
      assertEquals(List.of(), taken());
    } finally {
      for (Pipe pipe : pipes) {
        pipe.sink().close();
        pipe.source().close();
      }
    }
  }

  @Test
  void arm_racingWithThePeer_noReadinessIsLost() throws Exception {
    int rounds = 20_000;
    try (SocketPair pair = SocketPair.open()) {
      IoRegistration a = register(pair.ours(), "a");
      Semaphore requests = new Semaphore(0);
      Thread peer =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < rounds; i++) {
                  requests.acquireUninterruptibly();
                  for (int spin = ThreadLocalRandom.current().nextInt(300); spin > 0; spin--) {
                    Thread.onSpinWait();
                  }
                  assertDoesNotThrowIo(pair);
                }
              });
      for (int i = 0; i < rounds; i++) {
        requests.release();
        int got = pair.drain();
        while (got == 0) {
          a.arm(READ);
          poll(FOREVER);
          got = pair.drain();
        }
        assertEquals(1, got);
      }
      peer.join();
    }
  }

  private static void assertDoesNotThrowIo(SocketPair pair) {
    try {
      pair.send();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
