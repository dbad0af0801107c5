package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.testing.Covers;

/** Receivers that give up again and again, at any moment, and some that wait without receiving. */
@Timeout(120)
class ImpatientReceiverTest {
  private static final int STREAMS = 20;
  private static final int SIZE = 200_000;

  @ParameterizedTest
  @EnumSource
  @Covers({"CKP-10", "STR-8", "STR-19"})
  void receive_givenUpAtAnyMoment_losesNothing(Transport transport) throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (int i = 0; i < STREAMS; i++) {
            long seed = i;
            byte[] data = Streams.bytes(SIZE, seed);
            var pair = transport.pair();
            nursery.startSoon(() -> {
              Streams.sendInPieces(pair.one(), data, seed);
              pair.one().sendEof();
            });
            nursery.startSoon(() -> {
              try (pair) {
                assertArrayEquals(data, receiveImpatiently(pair.other(), new Random(seed)));
              }
            });
          }
        }));
  }

  private static byte[] receiveImpatiently(SocketStream stream, Random random) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int[] last = {0};
    while (last[0] >= 0) {
      Duration patience = Duration.ofNanos(random.nextInt(100_000));
      ByteBuffer buffer = ByteBuffer.allocate(1 + random.nextInt(20_000));
      CancelScope.moveOnAfter(
          patience,
          scope -> {
            if (random.nextInt(4) == 0) {
              Readiness.of(stream.channel()).waitReadable();
            } else {
              last[0] = stream.receiveSome(buffer);
            }
          });
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }
}
