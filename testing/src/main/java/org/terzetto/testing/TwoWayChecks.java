package org.terzetto.testing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.io.ReceiveStream;
import org.terzetto.io.SendStream;
import org.terzetto.io.Stream;

/** What concerns both directions of a connection. */
final class TwoWayChecks {
  private static final int TRAFFIC = 1 << 20;
  private static final int LARGEST_PIECE = 1 << 14;

  private final StreamMaker<Stream, Stream> maker;
  private final Optional<StreamMaker<Stream, Stream>> cloggedMaker;

  TwoWayChecks(
      StreamMaker<Stream, Stream> maker, Optional<StreamMaker<Stream, Stream>> cloggedMaker) {
    this.maker = maker;
    this.cloggedMaker = cloggedMaker;
  }

  List<StreamCheck> all() {
    List<StreamCheck> checks = new ArrayList<>();
    checks.add(
        ConnectionBody.check(
            "a megabyte each way at once, in pieces of all sizes", maker, this::duplex));
    checks.add(
        ConnectionBody.check(
            "when one end closes gracefully, so can the other", maker, this::goodbye));
    cloggedMaker.ifPresent(clogged ->
        checks.add(
            ConnectionBody.check(
                "clogged: receiving goes on while sending waits", clogged, this::noConflict)));
    return checks;
  }

  private void duplex(Stream one, Stream other) throws InterruptedException {
    byte[] there = randomBytes(1);
    byte[] back = randomBytes(2);
    Nursery.run(nursery -> {
      nursery.startSoon("one sends", () -> send(one, there, new Random(3)));
      nursery.startSoon("other sends", () -> send(other, back, new Random(4)));
      nursery.startSoon("one receives", () -> receive(one, back, new Random(5)));
      nursery.startSoon("other receives", () -> receive(other, there, new Random(6)));
    });
  }

  private static byte[] randomBytes(long seed) {
    byte[] bytes = new byte[TRAFFIC];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void send(SendStream stream, byte[] data, Random random)
      throws InterruptedException {
    int sent = 0;
    while (sent < data.length) {
      int piece = Math.min(data.length - sent, 1 + random.nextInt(LARGEST_PIECE));
      if (random.nextInt(4) == 0) {
        Terzetto.sleep(Duration.ZERO);
      }
      stream.sendAll(ByteBuffer.wrap(data, sent, piece));
      sent += piece;
    }
  }

  private static void receive(ReceiveStream stream, byte[] expected, Random random)
      throws InterruptedException {
    ByteBuffer all = ByteBuffer.allocate(expected.length);
    while (all.hasRemaining()) {
      byte[] piece = stream.receiveSome(1 + random.nextInt(LARGEST_PIECE));
      Expect.that(piece.length > 0, "end of file after " + all.position() + " bytes");
      Expect.that(piece.length <= all.remaining(), "received more than was sent");
      all.put(piece);
    }
    Expect.that(Arrays.equals(expected, all.array()), "received other bytes than were sent");
  }

  private void goodbye(Stream one, Stream other) throws InterruptedException {
    Nursery.run(nursery -> {
      nursery.startSoon(() -> {
        Expect.endOfFile(other);
        other.closeGracefully();
      });
      one.closeGracefully();
    });
  }

  private void noConflict(Stream clogged, Stream other) throws InterruptedException {
    Nursery.run(nursery -> {
      nursery.startSoon("clogged sends", () -> clogged.sendAll(new byte[] {1}));
      TaskProbe.waitAllTasksBlocked();
      nursery.startSoon("other sends", () -> other.sendAll(new byte[] {2}));
      Expect.received(clogged, 2);
      nursery.cancelScope().cancel();
    });
  }
}
