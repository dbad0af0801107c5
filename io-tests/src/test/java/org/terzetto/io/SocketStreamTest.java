package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.io.Streams.bytes;
import static org.terzetto.io.Streams.clog;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.io.Transport.Channels;
import org.terzetto.io.Transport.Pair;
import org.terzetto.testing.Covers;

/** Sending and receiving. */
@Timeout(60)
class SocketStreamTest {
  @ParameterizedTest
  @EnumSource
  @Covers({"STR-1", "STR-5"})
  void sendAll_bothWaysAtOnce_everyByteArrivesInOrder(Transport transport) throws Exception {
    byte[] there = bytes(1 << 20, 1);
    byte[] back = bytes(1 << 20, 2);
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        Nursery.run(nursery -> {
          nursery.startSoon(() -> Streams.sendInPieces(pair.one(), there, 3));
          nursery.startSoon(() -> Streams.sendInPieces(pair.other(), back, 4));
          nursery.startSoon(() -> Streams.expectInPieces(pair.one(), back, 5));
          nursery.startSoon(() -> Streams.expectInPieces(pair.other(), there, 6));
        });
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-1")
  void sendAll_directAndHeapAndReadOnlyBuffers_arriveWhole(Transport transport) throws Exception {
    byte[] data = bytes(300_000, 1);
    Terzetto.run(() -> {
      for (ByteBuffer buffer :
          new ByteBuffer[] {
            ByteBuffer.wrap(data),
            ByteBuffer.wrap(data).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(data.length).put(data).flip()
          }) {
        try (Pair pair = transport.pair()) {
          Nursery.run(nursery -> {
            nursery.startSoon(() -> Streams.expectInPieces(pair.other(), data, 1));
            pair.one().sendAll(buffer);
          });
          assertFalse(buffer.hasRemaining());
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"STR-1", "STR-11"})
  void sendAll_cancelledHalfWay_thePositionSaysHowFarItGot(Transport transport) throws Exception {
    byte[] data = bytes(8 << 20, 1);
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        CancelScope scope = CancelScope.create();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> scope.run(s -> pair.one().sendAll(buffer)));
          waitAllTasksBlocked();
          scope.cancel();
        });
        assertTrue(scope.cancelledCaught());
        int sent = buffer.position();
        assertTrue(sent > 0 && sent < data.length, "sent " + sent);
        assertEquals(data.length, buffer.limit());
        pair.one().closeGracefully();
        assertArrayEquals(java.util.Arrays.copyOf(data, sent), Streams.receiveAll(pair.other()));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-2")
  void sendAll_nothing_isACheckpointAndMeansNothing(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        assertCheckpoints(() -> pair.one().sendAll(new byte[0]));
        pair.one().sendAll(new byte[] {7});
        assertArrayEquals(new byte[] {7}, pair.other().receiveSome(10));
        CancelScope scope = CancelScope.create();
        scope.cancel();
        scope.run(s -> pair.one().sendAll(new byte[0]));
        assertTrue(scope.cancelledCaught());
        pair.one().close();
        assertThrows(ClosedResourceException.class, () -> pair.one().sendAll(new byte[0]));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-3")
  void receiveSome_returnsAtMostWhatWasAskedFor(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        pair.one().sendAll(new byte[] {1, 2, 3, 4, 5, 6});
        assertArrayEquals(new byte[] {1, 2}, pair.other().receiveSome(2));
        ByteBuffer one = ByteBuffer.allocate(10).position(4).limit(5);
        assertEquals(1, pair.other().receiveSome(one));
        assertEquals(3, one.get(4));
        assertEquals(5, one.position());
        assertEquals(5, one.limit());
        assertArrayEquals(new byte[] {4, 5, 6}, pair.other().receiveSome());
        pair.one().closeGracefully();
        assertEquals(0, pair.other().receiveSome(1).length);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-3")
  void receiveSome_noRoom_isAnArgumentError(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        SocketStream stream = pair.one();
        assertThrows(IllegalArgumentException.class, () -> stream.receiveSome(0));
        assertThrows(IllegalArgumentException.class, () -> stream.receiveSome(-1));
        ByteBuffer full = ByteBuffer.allocate(0);
        assertThrows(IllegalArgumentException.class, () -> stream.receiveSome(full));
        pair.other().sendAll(new byte[1]);
        ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
        assertThrows(IllegalArgumentException.class, () -> stream.receiveSome(readOnly));
        assertEquals(1, stream.receiveSome(1).length, "nothing was lost");
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"STR-4", "STR-8"})
  void receiveSome_peerClosedGracefully_givesTheRestThenEofForEver(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        byte[] data = bytes(5000, 1);
        pair.one().sendAll(data);
        pair.one().closeGracefully();
        assertArrayEquals(data, Streams.receiveAll(pair.other()));
        for (int i = 0; i < 3; i++) {
          assertEquals(-1, pair.other().receiveSome(ByteBuffer.allocate(1)));
          assertCheckpoints(() -> assertEquals(0, pair.other().receiveSome(1).length));
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void forEachChunk_growsItsBufferAndStopsAtEof(Transport transport) throws Exception {
    byte[] data = bytes(1 << 20, 1);
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            pair.one().sendAll(data);
            pair.one().sendEof();
          });
          assertArrayEquals(data, Streams.receiveAll(pair.other()));
        });
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-7")
  void peerGone_sendingBreaksAndStaysBroken(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        pair.other().close();
        BrokenResourceException first =
            assertThrows(
                BrokenResourceException.class,
                () -> {
                  while (true) {
                    pair.one().sendAll(new byte[100_000]);
                  }
                });
        assertInstanceOf(IOException.class, first.getCause());
        for (int i = 0; i < 3; i++) {
          assertThrows(BrokenResourceException.class, () -> pair.one().sendAll(new byte[1]));
        }
      }
    });
  }

  @Test
  @Covers({"STR-7", "STR-15"})
  void peerReset_receivingBreaksWithTheSystemsError() throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = Transport.TCP.pair()) {
        pair.other().sendAll(new byte[1]);
        Streams.reset(pair.other());
        BrokenResourceException broken =
            assertThrows(BrokenResourceException.class, () -> Streams.receiveAll(pair.one()));
        assertInstanceOf(IOException.class, broken.getCause());
        assertFalse(broken.getCause() instanceof ClosedChannelException);
        assertThrows(BrokenResourceException.class, () -> pair.one().receiveSome(1));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-7")
  void peerClosedForcefully_receivingGivesEofOrBreaks(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        pair.one().sendAll(new byte[1]); // never received, so closing resets
        Resources.closeForcefully(pair.other());
        for (int i = 0; i < 2; i++) {
          try {
            assertEquals(0, pair.one().receiveSome(10).length);
          } catch (BrokenResourceException e) {
            assertInstanceOf(IOException.class, e.getCause());
          }
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-9")
  void waitSendAllMightNotBlock_returnsOnceThePeerReads(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        assertCheckpoints(() -> pair.one().waitSendAllMightNotBlock());
        clog(pair.one());
        boolean[] returned = {false};
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            pair.one().waitSendAllMightNotBlock();
            returned[0] = true;
            nursery.cancelScope().cancel();
          });
          waitAllTasksBlocked();
          assertFalse(returned[0]);
          Streams.receiveAll(pair.other());
        });
        assertTrue(returned[0]);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-9")
  void waitSendAllMightNotBlock_receiverCloses_returnsOrBreaks(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        clog(pair.one());
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            try {
              pair.one().waitSendAllMightNotBlock();
            } catch (BrokenResourceException e) {
              assertInstanceOf(IOException.class, e.getCause());
            }
          });
          waitAllTasksBlocked();
          pair.other().close();
        });
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"STR-1", "STR-3", "STR-9"})
  void everyOperation_isACheckpointEvenWhenItNeedNotWait(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        assertCheckpoints(() -> pair.one().sendAll(new byte[100]));
        assertCheckpoints(() -> pair.other().receiveSome(10));
        assertCheckpoints(() -> pair.one().waitSendAllMightNotBlock());
        assertCheckpoints(() -> pair.one().sendEof());
        assertCheckpoints(() -> pair.one().sendEof());
        CancelScope scope = CancelScope.create();
        scope.cancel();
        scope.run(s -> {
          assertThrows(Cancelled.class, () -> pair.other().receiveSome(10));
          assertThrows(Cancelled.class, () -> pair.other().sendAll(new byte[1]));
          assertThrows(Cancelled.class, () -> pair.other().sendEof());
        });
        assertEquals(
            90, Streams.receiveAll(pair.other()).length, "a cancelled receive took nothing");
        pair.other().sendAll(new byte[] {9});
        assertArrayEquals(
            new byte[] {9}, pair.one().receiveSome(), "a cancelled send sent nothing");
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-15")
  void channelClosedUnderneath_isClosedNotBroken(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        pair.one().channel().close();
        assertThrows(ClosedResourceException.class, () -> pair.one().sendAll(new byte[1]));
        assertThrows(ClosedResourceException.class, () -> pair.one().receiveSome(1));
        assertThrows(ClosedResourceException.class, () -> pair.one().waitSendAllMightNotBlock());
        assertThrows(ClosedResourceException.class, () -> pair.one().sendEof());
      }
    });
  }

  @Test
  @Covers("STR-16")
  void of_tcp_sendsWithoutDelayAndDoesNotBlock() throws Exception {
    Terzetto.run(() -> {
      Channels channels = Transport.TCP.channels();
      try (SocketStream stream = SocketStream.of(channels.one())) {
        assertTrue(stream.option(StandardSocketOptions.TCP_NODELAY));
        assertFalse(stream.channel().isBlocking());
        assertEquals(channels.other().getLocalAddress(), stream.remoteAddress());
        assertEquals(channels.other().getRemoteAddress(), stream.localAddress());
        stream.option(StandardSocketOptions.SO_KEEPALIVE, true);
        assertTrue(stream.option(StandardSocketOptions.SO_KEEPALIVE));
      } finally {
        channels.other().close();
      }
    });
  }

  @Test
  @Covers("STR-16")
  void of_notConnected_isAnArgumentError() throws Exception {
    Terzetto.run(() -> {
      try (SocketChannel channel = SocketChannel.open()) {
        assertThrows(IllegalArgumentException.class, () -> SocketStream.of(channel));
        assertTrue(channel.isOpen());
        channel.close();
        assertThrows(ClosedChannelException.class, () -> SocketStream.of(channel));
      }
    });
  }

  @Test
  void of_outsideARun_isAnIllegalState() throws Exception {
    Channels channels = Transport.TCP.channels();
    try (SocketChannel one = channels.one();
        SocketChannel other = channels.other()) {
      assertThrows(IllegalStateException.class, () -> SocketStream.of(one));
      assertTrue(one.isOpen() && other.isOpen());
    }
  }
}
