package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.io.Streams.clog;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.assertNoCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;

/** Ending a stream, or half of it. */
@Timeout(60)
class SocketStreamCloseTest {
  private static List<TaskBody> operations(SocketStream stream) {
    return List.of(
        () -> stream.receiveSome(1),
        () -> stream.sendAll(new byte[1]),
        stream::waitSendAllMightNotBlock,
        stream::sendEof);
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"STR-6", "IOW-6", "IOW-7"})
  void operations_blockedWhenAnotherTaskCloses_raiseClosed(Transport transport) throws Exception {
    Terzetto.run(() -> {
      for (int which = 0; which < 2; which++) {
        try (var pair = transport.pair()) {
          clog(pair.one());
          TaskBody sending = operations(pair.one()).get(1 + which);
          Nursery.run(nursery -> {
            nursery.startSoon(() -> assertThrows(ClosedResourceException.class, sending::run));
            nursery.startSoon(
                () -> assertThrows(ClosedResourceException.class, () -> pair.one().receiveSome(1)));
            waitAllTasksBlocked();
            pair.one().close();
          });
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-10")
  void closeGracefully_againAndAgain_isACheckpointEachTime(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        for (int i = 0; i < 3; i++) {
          assertCheckpoints(() -> pair.one().closeGracefully());
        }
        assertFalse(pair.one().channel().isOpen());
        assertNoCheckpoints(() -> pair.other().close());
        assertNoCheckpoints(() -> pair.other().close());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-10")
  void closeGracefully_cancelled_closesAndRaises(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        CancelScope scope = CancelScope.create();
        scope.cancel();
        scope.run(s -> assertThrows(Cancelled.class, () -> pair.one().closeGracefully()));
        assertFalse(pair.one().channel().isOpen());
        assertEquals(0, pair.other().receiveSome(1).length);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-11")
  void closeGracefully_afterOperationsCancelledBeforeTheyBegan_loosesNothing(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        pair.one().sendAll(new byte[] {1});
        CancelScope scope = CancelScope.create();
        scope.cancel();
        scope.run(s -> {
          for (TaskBody operation : operations(pair.one())) {
            assertThrows(Cancelled.class, operation::run);
          }
        });
        pair.one().closeGracefully();
        assertArrayEquals(new byte[] {1}, Streams.receiveAll(pair.other()));
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-12")
  void closeForcefully_isACheckpointThatSwallowsItsOwnCancellationOnly(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (var pair = transport.pair()) {
        assertCheckpoints(() -> Resources.closeForcefully(pair.one()));
        assertFalse(pair.one().channel().isOpen());
        CancelScope outer = CancelScope.create();
        outer.cancel();
        outer.run(
            s -> assertThrows(Cancelled.class, () -> Resources.closeForcefully(pair.other())));
        assertFalse(pair.other().channel().isOpen());
      }
    });
  }

  /** A reader that is awake already but has not run when the stream is closed, and the reverse. */
  @ParameterizedTest
  @EnumSource
  @Covers({"STR-6", "STR-17"})
  void close_atTheMomentDataArrives_givesDataOrClosedAndNothingElse(Transport transport)
      throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (int seed = 0; seed < 32; seed++) {
      Terzetto.run(
          RunOptions.defaults().withSeed(seed),
          () -> {
            try (var pair = transport.pair();
                var signal = transport.pair()) {
              Nursery.run(nursery -> {
                nursery.startSoon(() -> outcomes.add(outcome(pair.one())));
                nursery.startSoon(() -> {
                  signal.one().receiveSome(1);
                  pair.one().close();
                });
                waitAllTasksBlocked();
                // Both in one step: sendAll may let the others run.
                pair.other().channel().write(ByteBuffer.allocate(1));
                signal.other().channel().write(ByteBuffer.allocate(1));
              });
            }
          });
    }
    assertTrue(outcomes.stream().allMatch(o -> o.equals("data") || o.equals("closed")));
    assertTrue(outcomes.contains("data"), "one order of the batch");
    assertTrue(outcomes.contains("closed"), "the other order of the batch");
  }

  private static String outcome(SocketStream stream) throws InterruptedException {
    try {
      return stream.receiveSome(1).length == 1 ? "data" : "end of file";
    } catch (ClosedResourceException e) {
      return "closed";
    }
  }

  /** The system gives the number of a closed descriptor to the next one that is opened. */
  @ParameterizedTest
  @EnumSource
  @Covers("STR-17")
  void close_again_doesNotTouchWhatWasOpenedSince(Transport transport) throws Exception {
    Terzetto.run(() -> {
      var old = transport.pair();
      old.close();
      Terzetto.sleep(java.time.Duration.ZERO);
      try (var fresh = transport.pair()) {
        Nursery.run(nursery -> {
          nursery.startSoon(() -> assertEquals(1, fresh.one().receiveSome(1).length));
          waitAllTasksBlocked();
          old.close();
          assertThrows(ClosedResourceException.class, () -> old.one().receiveSome(1));
          fresh.other().sendAll(new byte[1]);
        });
      }
    });
  }

  @Test
  void close_afterTheRun_closesTheSocket() throws Exception {
    var pair =
        Terzetto.run(() -> {
          var fresh = Transport.TCP.pair();
          fresh.one().sendAll(new byte[1]);
          return fresh;
        });
    assertTrue(pair.one().channel().isOpen());
    pair.close();
    assertFalse(pair.one().channel().isOpen());
    assertFalse(pair.other().channel().isOpen());
  }
}
