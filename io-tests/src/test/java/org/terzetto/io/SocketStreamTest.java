package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.io.Streams.bytes;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
import org.terzetto.lowlevel.Readiness;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;

/** Sending and receiving. */
@Timeout(60)
class SocketStreamTest {
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
        try (var pair = transport.pair()) {
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
      try (var pair = transport.pair()) {
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
  @Covers({"STR-4", "STR-8"})
  void receiveSome_peerClosedGracefully_givesTheRestThenEofForEver(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
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

  @Test
  @Covers("STR-19")
  void receiveSome_afterAShortRead_waitsFirst() throws Exception {
    Terzetto.run(() -> {
      try (var pair = Transport.TCP.pair()) {
        pair.one().sendAll(bytes(10, 1));
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
        pair.one().sendAll(bytes(10, 2));
        List<String> events = new ArrayList<>();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> events.add("another task's turn"));
          assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(10)));
          events.add("received");
        });
        assertEquals(List.of("another task's turn", "received"), events);
        pair.one().sendAll(bytes(10, 3));
        assertCheckpoints(
            () -> assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11))));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-19")
  void receiveSome_afterAShortRead_getsWhateverFollows(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.one().sendAll(bytes(10, 1));
        pair.one().sendEof();
        assertArrayEquals(bytes(10, 1), Streams.receiveAll(pair.other()));
        pair.other().sendAll(bytes(10, 2));
        assertEquals(10, pair.one().receiveSome(ByteBuffer.allocate(11)));
        Readiness readiness = Readiness.of(pair.one().channel());
        assertEquals(transport == Transport.TCP, readiness.isDrained());
        pair.other().close();
        assertEquals(-1, pair.one().receiveSome(ByteBuffer.allocate(11)));
        assertFalse(readiness.isDrained());
      }
    });
  }

  @Test
  @Covers("STR-19")
  void receiveSome_afterAShortRead_getsWhatIsBehindAnUrgentByte() throws Exception {
    Terzetto.run(() -> {
      try (var pair = Transport.TCP.pair()) {
        for (int i = 0; i < 3; i++) {
          pair.one().sendAll(bytes(10, 1));
          pair.one().channel().socket().sendUrgentData('!');
          pair.one().sendAll(bytes(10, 2));
          for (int got = 0; got < 20; ) {
            got += pair.other().receiveSome(ByteBuffer.allocate(100));
          }
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-19")
  void receiveSome_afterAShortReadAndAWaitOfSomebodyElse_tries(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.one().sendAll(bytes(10, 1));
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
        pair.one().sendAll(bytes(10, 2));
        Readiness.of(pair.other().channel()).waitReadable();
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
      }
    });
  }

  @Test
  @Covers("STR-19")
  void receiveSome_filledAllThatIsTransferredAtATime_isNoShortRead() throws Exception {
    Terzetto.run(() -> {
      try (ServerSocketChannel server = Transport.TCP.listen()) {
        server.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
        try (SocketStream one = SocketStream.of(Transport.connect(server.getLocalAddress()));
            SocketStream other = SocketStream.of(server.accept())) {
          Nursery.run(nursery -> {
            nursery.startSoon(() -> one.sendAll(bytes(100_000, 1)));
            waitAllTasksBlocked(Streams.SETTLED);
            int count = other.receiveSome(ByteBuffer.allocate(200_000));
            assertEquals(65_536, count);
            assertFalse(Readiness.of(other.channel()).isDrained());
            while (count < 100_000) {
              count += other.receiveSome(ByteBuffer.allocate(200_000));
            }
          });
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-19")
  void receiveSome_afterAShortRead_inputShutDownUnderneath_isTheEnd(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.one().sendAll(bytes(10, 1));
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
        pair.other().channel().shutdownInput();
        assertEquals(-1, pair.other().receiveSome(ByteBuffer.allocate(11)));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"STR-7", "STR-19"})
  void receiveSome_afterAShortRead_resetRightBehindTheBytes_isTold(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.other().sendAll(bytes(1, 1)); // never received, so that closing resets
        pair.one().sendAll(bytes(10, 1));
        Streams.reset(pair.one());
        try {
          while (pair.other().receiveSome(ByteBuffer.allocate(11)) >= 0) {}
        } catch (BrokenResourceException e) {
          // Told.
        }
      }
    });
  }

  @Test
  @Covers({"STR-7", "STR-21"})
  void receiveSome_afterASendThatFoundAReset_givesWhatCameAndThenFails() throws Exception {
    Terzetto.run(() -> {
      try (var pair = Transport.TCP.pair()) {
        pair.one().sendAll(bytes(10, 1));
        Streams.reset(pair.one());
        sendUntilBroken(pair.other());
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
        for (int i = 0; i < 3; i++) {
          assertThrows(
              BrokenResourceException.class,
              () -> pair.other().receiveSome(ByteBuffer.allocate(11)));
        }
      }
    });
  }

  @Test
  @Covers({"STR-7", "STR-21"})
  void receiveSome_afterAReset_failsEachTime() throws Exception {
    Terzetto.run(() -> {
      try (var pair = Transport.TCP.pair()) {
        Streams.reset(pair.one());
        for (int i = 0; i < 3; i++) {
          assertThrows(
              BrokenResourceException.class,
              () -> pair.other().receiveSome(ByteBuffer.allocate(11)));
          sendUntilBroken(pair.other());
        }
      }
    });
  }

  /** As a server does that answers early and hangs up. */
  @ParameterizedTest
  @EnumSource
  @Covers({"STR-8", "STR-21"})
  void receiveSome_afterABrokenPipe_givesWhatCameAndTheEnd(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.one().sendAll(bytes(10, 1));
        pair.one().close();
        waitAllTasksBlocked(); // until the system knows, too: some backends close in the next poll
        sendUntilBroken(pair.other());
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
        assertEquals(-1, pair.other().receiveSome(ByteBuffer.allocate(11)));
        assertEquals(-1, pair.other().receiveSome(ByteBuffer.allocate(11)));
      }
    });
  }

  private static void sendUntilBroken(SendStream stream) {
    assertThrows(
        BrokenResourceException.class,
        () -> {
          while (true) {
            stream.sendAll(ByteBuffer.allocate(1));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-3")
  void receiveSome_readOnlyBuffer_isRefusedAtOnce(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.one().sendAll(bytes(10, 1));
        assertEquals(10, pair.other().receiveSome(ByteBuffer.allocate(11)));
        assertThrows(
            IllegalArgumentException.class,
            () -> pair.other().receiveSome(ByteBuffer.allocate(11).asReadOnlyBuffer()));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void forEachChunk_takesAllAndStopsAtEof(Transport transport) throws Exception {
    byte[] data = bytes(1 << 20, 1);
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
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
  @Covers("STR-20")
  void forEachChunk_handlersThatDoNotWait_shareOneBuffer(Transport transport) throws Exception {
    Terzetto.run(() -> {
      Set<ByteBuffer> used = Collections.newSetFromMap(new IdentityHashMap<>());
      Nursery.run(nursery -> {
        for (int i = 0; i < 10; i++) {
          var pair = transport.pair();
          nursery.startSoon(() -> {
            try (pair) {
              pair.other().forEachChunk(used::add);
            }
          });
          nursery.startSoon(() -> {
            for (int j = 0; j < 3; j++) {
              pair.one().sendAll(bytes(10, j));
              waitAllTasksBlocked();
            }
            pair.one().sendEof();
          });
        }
      });
      assertEquals(1, used.size());
      assertTrue(used.iterator().next().isDirect());
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-20")
  void forEachChunk_manyHandlersThatWait_eachHasItsOwnAndMemoryIsBounded(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      assertEquals(64, directOnes(transport, 100));
      assertEquals(64, directOnes(transport, 64)); // the others were not kept
    });
  }

  /** How many of so many handlers that wait are lent a direct buffer. */
  private static int directOnes(Transport transport, int streams) throws Exception {
    List<Boolean> direct = new ArrayList<>();
    Event goOn = new Event();
    Nursery.run(nursery -> {
      for (int i = 0; i < streams; i++) {
        byte[] data = bytes(10, i);
        var pair = transport.pair();
        nursery.startSoon(() -> {
          try (pair) {
            pair.other()
                .forEachChunk(chunk -> {
                  direct.add(chunk.isDirect());
                  goOn.await();
                  assertEquals(ByteBuffer.wrap(data), chunk);
                });
          }
        });
        pair.one().sendAll(data);
        pair.one().sendEof();
      }
      waitAllTasksBlocked(Streams.SETTLED);
      assertEquals(streams, direct.size());
      goOn.set();
    });
    return Collections.frequency(direct, true);
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-20")
  void forEachChunk_handlerSetsTheByteOrder_theNextStreamFindsItAsNew(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      for (int i = 0; i < 2; i++) {
        try (var pair = transport.pair()) {
          pair.one().sendAll(new byte[] {0, 0, 0, 1});
          pair.one().sendEof();
          pair.other()
              .forEachChunk(chunk -> {
                assertEquals(1, chunk.getInt());
                chunk.order(ByteOrder.LITTLE_ENDIAN);
              });
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-20")
  void forEachChunk_handlerFails_givesTheBufferBack(Transport transport) throws Exception {
    Terzetto.run(() -> {
      for (int i = 0; i < 100; i++) {
        try (var pair = transport.pair()) {
          pair.one().sendAll(bytes(10, i));
          assertThrows(
              ArithmeticException.class,
              () ->
                  pair.other()
                      .forEachChunk(chunk -> {
                        assertTrue(chunk.isDirect());
                        throw new ArithmeticException();
                      }));
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-7")
  void peerGone_sendingBreaksAndStaysBroken(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
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
      try (var pair = Transport.TCP.pair()) {
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
  @Covers({"STR-1", "STR-3", "STR-9"})
  void everyOperation_isACheckpointEvenWhenItNeedNotWait(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
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

  /** A backend that tells edges has told of the room once, and nothing fills it up. */
  @ParameterizedTest
  @EnumSource
  @Covers("STR-9")
  void waitSendAllMightNotBlock_whileThereIsRoom_returnsEachTime(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        for (int i = 0; i < 3; i++) {
          pair.one().waitSendAllMightNotBlock();
          pair.one().waitSendAllMightNotBlock();
          pair.one().sendAll(new byte[] {1});
        }
        assertEquals(3, pair.other().receiveSome(10).length);
      }
    });
  }

  /** As after a real connection attempt, which waits for the same report. */
  @Test
  @Covers("STR-9")
  void waitSendAllMightNotBlock_onceTheRoomWasReported_returns() throws Exception {
    Terzetto.run(() -> {
      Channels channels = Transport.TCP.channels();
      Readiness.of(channels.one()).waitWritable();
      try (SocketStream stream = SocketStream.of(channels.one());
          SocketStream other = SocketStream.of(channels.other())) {
        stream.waitSendAllMightNotBlock();
        stream.sendAll(new byte[] {1});
        assertEquals(1, other.receiveSome(10).length);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-15")
  void channelClosedUnderneath_isClosedNotBroken(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
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
