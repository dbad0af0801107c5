package org.terzetto.backend.tck;

import static org.terzetto.backend.tck.Sentence.BOTH;
import static org.terzetto.backend.tck.Sentence.REPORT;
import static org.terzetto.backend.tck.Sentence.SHORT_READ;
import static org.terzetto.spi.IoBackend.READ;
import static org.terzetto.spi.IoBackend.WRITE;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.terzetto.spi.IoRegistration;

/** How connections begin and end, and channels that are no connections. */
@Timeout(60)
abstract class ConnectionsContract extends ContractSection {
  @BeforeEach
  void checkNeeds() {
    needsChannels();
  }

  @Test
  void connect_succeeds_isReportedForWriting() throws IOException {
    try (ServerSocketChannel server = listen();
        SocketChannel client = sockets().openSocketChannel()) {
      IoRegistration a = connect(client, server.getLocalAddress());
      finishConnecting(client, a);
      try (SocketPair pair = new SocketPair(client, accept(server))) {
        pair.send();
        receive(pair::drain, a, REPORT);
      }
    }
  }

  @Test
  void connect_isRefused_isReportedForWriting() throws IOException {
    ServerSocketChannel server = listen();
    SocketAddress gone = server.getLocalAddress();
    server.close();
    try (SocketChannel client = sockets().openSocketChannel()) {
      Assertions.assertFalse(isConnected(client, gone), "nobody listens there");
    }
  }

  private boolean isConnected(SocketChannel client, SocketAddress address) throws IOException {
    try {
      finishConnecting(client, connect(client, address));
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** What a socket is ready for before it connects is stale afterwards. */
  private IoRegistration connect(SocketChannel client, SocketAddress address) throws IOException {
    client.configureBlocking(false);
    IoRegistration registration = backend.register(client, "a");
    poll(0);
    client.connect(address);
    return registration;
  }

  /** Waits first: over the loopback interface there would be nothing left to wait for. */
  private void finishConnecting(SocketChannel client, IoRegistration registration)
      throws IOException {
    do {
      registration.arm(WRITE);
      awaitReport("a", WRITE, REPORT);
    } while (!client.finishConnect());
  }

  /** A run that reads before it has connected, or lets others connect, is odd but allowed. */
  @Test
  void connect_readingArmedBefore_bothAreReported() throws IOException {
    try (ServerSocketChannel server = listen();
        SocketChannel client = sockets().openSocketChannel()) {
      IoRegistration a = connect(client, server.getLocalAddress());
      a.arm(READ);
      finishConnecting(client, a);
      try (SocketPair pair = new SocketPair(client, accept(server))) {
        pair.send();
        receive(pair::drain, a, REPORT);
        awaitQuiet(a, READ);
      }
    }
  }

  @Test
  void accept_isReportedForReading() throws IOException {
    try (ServerSocketChannel server = listen()) {
      server.configureBlocking(false);
      IoRegistration a = backend.register(server, "a");
      for (int i = 0; i < 3; i++) {
        awaitQuiet(a, READ);
        try (SocketChannel client = connectTo(server.getLocalAddress());
            SocketChannel accepted = acceptFrom(server)) {
          Assertions.assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
        }
      }
    }
  }

  private SocketChannel acceptFrom(ServerSocketChannel server) throws IOException {
    awaitReport("a", READ, REPORT);
    return accept(server);
  }

  @Test
  void halfClose_byThePeer_isReportedForReadingAndWritingGoesOn() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      awaitQuiet(a, READ);
      pair.peer().shutdownOutput();
      awaitReport("a", READ, REPORT);
      Assertions.assertEquals(-1, pair.ours().read(ByteBuffer.allocate(1)));
      a.arm(WRITE);
      awaitReport("a", WRITE, REPORT);
      Assertions.assertEquals(1, pair.ours().write(ByteBuffer.allocate(1)));
      Assertions.assertEquals(1, read(pair.peer()));
    }
  }

  /** Who reads on behind the end of a stream gets the end again, never "not now". */
  @Test
  void halfClose_armedAgain_isReportedAgain() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      pair.peer().shutdownOutput();
      for (int i = 0; i < 3; i++) {
        a.arm(READ);
        awaitReport("a", READ, REPORT);
      }
    }
  }

  /** Bytes and the end can come as one edge. */
  @Test
  void halfClose_rightBehindBytes_isReportedAfterAShortRead() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      awaitQuiet(a, READ);
      pair.send();
      pair.peer().shutdownOutput();
      awaitReport("a", READ, REPORT);
      Assertions.assertEquals(1, pair.ours().read(ByteBuffer.allocate(10)));
      a.arm(READ);
      awaitReport("a", READ, SHORT_READ);
      Assertions.assertEquals(-1, pair.ours().read(ByteBuffer.allocate(10)));
    }
  }

  /** A read stops at the place where an urgent byte was. */
  @Test
  void urgentData_bytesBehindIt_areReportedAfterAShortRead() throws IOException {
    try (SocketPair pair = openPair()) {
      receiveAroundUrgentBytes(pair, 2);
    }
  }

  /** It stops there also if the urgent byte comes with the others. */
  @Test
  void urgentData_takenInline_isReportedAfterAShortRead() throws IOException {
    try (SocketPair pair = openPair()) {
      openIfThere(() -> pair.ours().socket()).setOOBInline(true);
      receiveAroundUrgentBytes(pair, 3);
    }
  }

  private void receiveAroundUrgentBytes(SocketPair pair, int expected) throws IOException {
    IoRegistration a = backend.register(pair.ours(), "a");
    for (int i = 0; i < 3; i++) {
      awaitQuiet(a, READ);
      pair.send();
      sendUrgentByte(pair);
      pair.send();
      awaitReport("a", READ, REPORT);
      int got = pair.ours().read(ByteBuffer.allocate(10));
      while (got < expected) {
        a.arm(READ);
        awaitReport("a", READ, SHORT_READ);
        got += pair.ours().read(ByteBuffer.allocate(10));
      }
    }
  }

  private static void sendUrgentByte(SocketPair pair) throws IOException {
    openIfThere(() -> pair.peer().socket()).sendUrgentData('!');
  }

  @Test
  void reset_byThePeer_isReportedForBoth() throws IOException {
    try (SocketPair pair = openPair()) {
      IoRegistration a = backend.register(pair.ours(), "a");
      pair.clog();
      awaitQuiet(a, READ | WRITE);
      pair.reset();
      awaitReport("a", READ | WRITE, BOTH);
      Assertions.assertThrows(IOException.class, pair::clog);
    }
  }

  @Test
  @SuppressWarnings("try") // closed in the middle, on purpose
  void pipe_writerGone_isReportedForReading() throws IOException {
    Pipe pipe = openIfThere(sockets()::openPipe);
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      source.configureBlocking(false);
      IoRegistration a = backend.register(source, "a");
      awaitQuiet(a, READ);
      sink.write(ByteBuffer.allocate(1));
      awaitReport("a", READ, REPORT);
      Assertions.assertEquals(1, source.read(ByteBuffer.allocate(10)));
      awaitQuiet(a, READ);
      sink.close();
      awaitReport("a", READ, BOTH);
      Assertions.assertEquals(-1, source.read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  @SuppressWarnings("try") // closed in the middle, on purpose
  void pipe_readerGone_isReportedForWriting() throws IOException {
    Pipe pipe = openIfThere(sockets()::openPipe);
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      sink.configureBlocking(false);
      IoRegistration a = backend.register(sink, "a");
      while (sink.write(ByteBuffer.allocate(4096)) > 0) {}
      awaitQuiet(a, WRITE);
      source.close();
      awaitReport("a", WRITE, BOTH);
      Assertions.assertThrows(IOException.class, () -> sink.write(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void datagram_isReportedForReading() throws IOException {
    SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DatagramChannel receiver = openIfThere(sockets()::openDatagramChannel).bind(any);
        DatagramChannel sender = sockets().openDatagramChannel()) {
      receiver.configureBlocking(false);
      IoRegistration a = backend.register(receiver, "a");
      awaitQuiet(a, READ);
      sender.send(ByteBuffer.allocate(1), receiver.getLocalAddress());
      awaitReport("a", READ, REPORT);
    }
  }
}
