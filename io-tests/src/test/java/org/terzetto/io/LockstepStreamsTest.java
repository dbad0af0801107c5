package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.LockstepStreams;

@Covers("TST-11")
class LockstepStreamsTest {
  @Test
  void sendAll_endsWhenTheLastByteIsReceived() throws Exception {
    Terzetto.run(() -> {
      var pair = LockstepStreams.oneWayPair();
      ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3});
      Nursery.run(nursery -> {
        var sending = nursery.startSoon(() -> pair.one().sendAll(data));
        waitAllTasksBlocked();
        assertEquals(3, data.remaining());
        assertArrayEquals(new byte[] {1, 2}, pair.other().receiveSome(2));
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, sending.state());
        assertArrayEquals(new byte[] {3}, pair.other().receiveSome(2));
        waitAllTasksBlocked();
        sending.result();
      });
    });
  }

  @Test
  void sendAll_cancelled_leavesNothingBehind() throws Exception {
    Terzetto.run(() -> {
      var pair = LockstepStreams.oneWayPair();
      ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3});
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> scope.run(s -> pair.one().sendAll(data)));
        waitAllTasksBlocked();
        pair.other().receiveSome(1);
        scope.cancel();
      });
      assertEquals(2, data.remaining());
      Nursery.run(nursery -> {
        nursery.startSoon(() -> pair.one().sendAll(new byte[] {9}));
        assertArrayEquals(new byte[] {9}, pair.other().receiveSome());
      });
    });
  }

  @Test
  void waitSendAllMightNotBlock_endsWhenSomebodyReceives() throws Exception {
    Terzetto.run(() -> {
      var pair = LockstepStreams.pair();
      Nursery.run(nursery -> {
        var waiting = nursery.startSoon(() -> pair.one().waitSendAllMightNotBlock());
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, waiting.state());
        var received = nursery.startSoon(() -> pair.other().receiveSome());
        waitAllTasksBlocked();
        waiting.result();
        pair.one().sendAll(new byte[] {1});
        waitAllTasksBlocked();
        assertArrayEquals(new byte[] {1}, received.result());
      });
    });
  }

  @Test
  void close_ofEitherEnd_wakesTheOther() throws Exception {
    Terzetto.run(() -> {
      var first = LockstepStreams.oneWayPair();
      var second = LockstepStreams.oneWayPair();
      Nursery.run(nursery -> {
        nursery.startSoon(() ->
            assertThrows(BrokenResourceException.class, () -> first.one().sendAll(new byte[1])));
        nursery.startSoon(() -> assertEquals(0, second.other().receiveSome().length));
        waitAllTasksBlocked();
        first.other().close();
        second.one().close();
      });
    });
  }

  /** Sender and receiver are woken by different tasks in one batch, in either order. */
  @Test
  void receiveSome_ofWhatIsWithdrawnMeanwhile_goesOnWaiting() throws Exception {
    Terzetto.run(() -> {
      var pair = LockstepStreams.oneWayPair();
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        var received = nursery.startSoon(() -> pair.other().receiveSome());
        waitAllTasksBlocked();
        nursery.startSoon(() -> scope.run(s -> pair.one().sendAll(new byte[] {1})));
        nursery.startSoon(() -> scope.cancel());
        waitAllTasksBlocked();
        if (scope.cancelledCaught()) {
          assertEquals(Task.State.RUNNING, received.state());
          pair.one().sendAll(new byte[] {1});
          waitAllTasksBlocked();
        }
        assertTrue(received.result().length == 1);
      });
    });
  }
}
