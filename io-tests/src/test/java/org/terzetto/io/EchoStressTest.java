package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;

/** An echo server under clients of every temper. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class EchoStressTest {
  private static final int SIZE = 65_536;

  @Test
  @Covers({"STR-1", "STR-7", "STR-8", "LIS-3", "LIS-6", "IOW-5", "IOW-12"})
  void echo_manyClientsSomeOfThemRude_politeOnesGetEveryByte() throws Exception {
    serveAndTorment(2, 2); // opens what the JVM opens once
    long before = openFiles();
    serveAndTorment(500, 60);
    assertEquals(before, openFiles());
  }

  private static long openFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static void serveAndTorment(int polite, int rude) throws Exception {
    int[] served = {0};
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<SocketListener> listeners =
              nursery.start(status ->
                  Tcp.serveTcp(
                      EchoStressTest::echo,
                      0,
                      ServeOptions.defaults().withHost("127.0.0.1"),
                      status));
          int port = listeners.getFirst().port();
          CancelScope stalling = CancelScope.create();
          nursery.startSoon(() -> stalling.run(s -> stallers(port, rude)));
          Nursery.run(clients -> {
            for (int i = 0; i < polite; i++) {
              long seed = i;
              clients.startSoon(() -> {
                talk(port, seed);
                served[0]++;
              });
            }
            for (int i = 0; i < rude; i++) {
              long seed = i;
              clients.startSoon(() -> resetHalfWay(port, seed));
              clients.startSoon(() -> halfClose(port, seed));
            }
          });
          stalling.cancel();
          nursery.cancelScope().cancel();
        }));
    assertEquals(polite, served[0]);
  }

  private static void echo(SocketStream stream) throws InterruptedException {
    try {
      stream.forEachChunk(stream::sendAll);
      stream.closeGracefully();
    } catch (BrokenResourceException e) {
      // a rude client
    }
  }

  private static void talk(int port, long seed) throws Exception {
    byte[] data = Streams.bytes(SIZE, seed);
    try (SocketStream stream = Tcp.openTcpStream("127.0.0.1", port)) {
      Nursery.run(nursery -> {
        nursery.startSoon(() -> Streams.sendInPieces(stream, data, seed));
        nursery.startSoon(() -> Streams.expectInPieces(stream, data, ~seed));
      });
      stream.sendEof();
      assertEquals(-1, stream.receiveSome(ByteBuffer.allocate(1)));
    }
  }

  private static void resetHalfWay(int port, long seed) throws Exception {
    SocketStream stream = Tcp.openTcpStream("127.0.0.1", port);
    stream.sendAll(Streams.bytes((int) (seed * 500), seed));
    if (seed > 0 && seed % 2 == 0) {
      stream.receiveSome(1);
    }
    Streams.reset(stream);
  }

  private static void halfClose(int port, long seed) throws Exception {
    byte[] data = Streams.bytes(1000, seed);
    try (SocketStream stream = Tcp.openTcpStream("127.0.0.1", port)) {
      stream.sendAll(data);
      stream.sendEof();
      assertArrayEquals(data, Streams.receiveAll(stream));
    }
  }

  /** Send more than fits anywhere and read nothing, until cancelled. */
  private static void stallers(int port, int count) throws Exception {
    Nursery.run(nursery -> {
      for (int i = 0; i < count; i++) {
        nursery.startSoon(() -> {
          try (SocketStream stream = Tcp.openTcpStream("127.0.0.1", port)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(SIZE);
            while (true) {
              stream.sendAll(chunk.clear());
            }
          }
        });
      }
    });
  }
}
