package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.terzetto.io.Streams.clog;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.io.Transport.Pair;
import org.terzetto.testing.Covers;

/** Two tasks that want the same thing at once. */
@Timeout(60)
class SocketStreamConflictTest {
  @ParameterizedTest
  @EnumSource
  @Covers("STR-5")
  void receiveSome_whileAnotherReceives_isBusyAndTheFirstGoesOn(Transport transport)
      throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        Nursery.run(nursery -> {
          var first = nursery.startSoon(() -> pair.one().receiveSome(10));
          waitAllTasksBlocked();
          assertThrows(BusyResourceException.class, () -> pair.one().receiveSome(10));
          pair.one().sendAll(new byte[1]);
          pair.other().channel().write(ByteBuffer.wrap(new byte[] {5})); // sendAll may switch
          assertThrows(BusyResourceException.class, () -> pair.one().receiveSome(10));
          waitAllTasksBlocked();
          assertArrayEquals(new byte[] {5}, first.result());
        });
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"STR-5", "STR-13"})
  void sending_whileAnotherSends_isBusyAndReceivingIsNot(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        clog(pair.one());
        SocketStream stream = pair.one();
        List<TaskBody> sends =
            List.of(() -> stream.sendAll(new byte[1]), stream::waitSendAllMightNotBlock);
        for (TaskBody first : sends) {
          CancelScope scope = CancelScope.create();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> scope.<Exception>run(s -> first.run()));
            waitAllTasksBlocked();
            for (TaskBody second : sends) {
              assertThrows(BusyResourceException.class, second::run);
            }
            assertThrows(BusyResourceException.class, stream::sendEof);
            pair.other().sendAll(new byte[] {1});
            assertEquals(1, stream.receiveSome(1).length);
            scope.cancel();
          });
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("STR-5")
  void conflict_whenTheFirstHasEnded_isOver(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Pair pair = transport.pair()) {
        for (int i = 0; i < 3; i++) {
          CancelScope scope = CancelScope.create();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> scope.run(s -> pair.one().receiveSome(1)));
            waitAllTasksBlocked();
            assertThrows(BusyResourceException.class, () -> pair.one().receiveSome(1));
            scope.cancel();
          });
        }
        pair.other().sendAll(new byte[1]);
        assertEquals(1, pair.one().receiveSome(1).length);
      }
    });
  }
}
