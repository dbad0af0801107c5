package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.testing.TaskProbe;

/** What tests do with streams. */
final class Streams {
  private Streams() {}

  /** Bytes that depend on the seed. */
  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Sends in random pieces, with pauses in which others run. */
  static void sendInPieces(SendStream stream, byte[] data, long seed) throws InterruptedException {
    Random random = new Random(seed);
    ByteBuffer buffer = ByteBuffer.wrap(data);
    while (buffer.position() < data.length) {
      int piece = Math.min(data.length - buffer.position(), 1 + random.nextInt(20_000));
      buffer.limit(buffer.position() + piece);
      if (random.nextInt(4) == 0) {
        Terzetto.sleep(Duration.ZERO);
      }
      stream.sendAll(buffer);
    }
  }

  /** Receives exactly what is expected, in pieces of random sizes. */
  static void expectInPieces(ReceiveStream stream, byte[] expected, long seed)
      throws InterruptedException {
    Random random = new Random(seed);
    ByteBuffer all = ByteBuffer.allocate(expected.length);
    while (all.hasRemaining()) {
      all.limit(Math.min(expected.length, all.position() + 1 + random.nextInt(20_000)));
      if (stream.receiveSome(all) < 0) {
        throw new AssertionError("end of file after " + all.position() + " bytes");
      }
      all.limit(expected.length);
    }
    assertArrayEquals(expected, all.array());
  }

  /** Everything until end of file. */
  static byte[] receiveAll(ReceiveStream stream) throws InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    stream.forEachChunk(chunk -> {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      all.writeBytes(bytes);
    });
    return all.toByteArray();
  }

  /**
   * Longer than Linux delays an acknowledgement, which makes room for more: 40 milliseconds as a
   * rule, 200 at most.
   */
  static final Duration SETTLED = Duration.ofMillis(250);

  /** More than any buffer of the system takes that {@link Transport} has made small. */
  private static final ByteBuffer MUCH = ByteBuffer.allocate(4 << 20).asReadOnlyBuffer();

  /** Sends until the next send would have to wait, and goes on waiting. */
  static void clog(SendStream stream) throws InterruptedException {
    CancelScope scope = CancelScope.create();
    Nursery.run(nursery -> {
      nursery.startSoon("clog", () -> scope.run(s -> stream.sendAll(MUCH.duplicate())));
      TaskProbe.waitAllTasksBlocked(isUnix(stream) ? Duration.ZERO : SETTLED);
      scope.cancel();
    });
  }

  /** A Unix-domain socket has no acknowledgements to wait for. */
  private static boolean isUnix(SendStream stream) {
    return stream instanceof SocketStream socket
        && socket.localAddress() instanceof UnixDomainSocketAddress;
  }

  /** Closes so that the other side gets a reset instead of the end of file. */
  static void reset(SocketStream stream) throws IOException {
    stream.option(StandardSocketOptions.SO_LINGER, 0);
    stream.close();
  }
}
