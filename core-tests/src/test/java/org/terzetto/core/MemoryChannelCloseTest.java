package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.EndOfChannelException;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.channel.MemoryReceiveChannel;
import org.terzetto.channel.MemorySendChannel;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** How channels end. */
class MemoryChannelCloseTest {
  private final MemoryChannel<String> channel = MemoryChannel.open(0);
  private final MemorySendChannel<String> sender = channel.sender();
  private final MemoryReceiveChannel<String> receiver = channel.receiver();

  private static Task<?> sendFails(
      Nursery nursery, Class<? extends Throwable> type, MemorySendChannel<String> end)
      throws InterruptedException {
    return Blocked.start(nursery, () -> assertThrows(type, () -> end.send("withdrawn")));
  }

  private static Task<?> receiveFails(
      Nursery nursery, Class<? extends Throwable> type, MemoryReceiveChannel<String> end)
      throws InterruptedException {
    return Blocked.start(nursery, () -> assertThrows(type, end::receive));
  }

  @Test
  @Covers("CHN-6")
  void closedEnd_refusesEverythingButClosing() throws Exception {
    Terzetto.run(() -> {
      sender.close();
      assertThrows(ClosedResourceException.class, () -> sender.send("too late"));
      assertThrows(ClosedResourceException.class, () -> sender.trySend("too late"));
      assertThrows(ClosedResourceException.class, sender::duplicate);
      sender.close();
      sender.closeGracefully();

      receiver.close();
      assertThrows(ClosedResourceException.class, receiver::receive);
      assertThrows(ClosedResourceException.class, receiver::receiveOptional);
      assertThrows(ClosedResourceException.class, receiver::tryReceive);
      assertThrows(ClosedResourceException.class, receiver::duplicate);
      assertThrows(ClosedResourceException.class, () -> receiver.forEach(value -> {}));
      receiver.close();
      receiver.closeGracefully();
      assertEquals("MemoryReceiveChannel[0 of 0, closed]", receiver.toString());
    });
  }

  @Test
  @Covers("CHN-6")
  void closedTwice_countsOnce() throws Exception {
    Terzetto.run(() -> {
      MemorySendChannel<String> duplicate = sender.duplicate();
      sender.close();
      sender.close();
      assertEquals(1, receiver.statistics().openSendEnds());
      assertEquals(Optional.empty(), receiver.tryReceive());
      duplicate.close();
      assertThrows(EndOfChannelException.class, receiver::tryReceive);
    });
  }

  @Test
  @Covers("CHN-7")
  void allReceiversClosed_sendersGetBrokenResource() throws Exception {
    Terzetto.run(() -> {
      MemoryReceiveChannel<String> duplicate = receiver.duplicate();
      Nursery.run(nursery -> {
        sendFails(nursery, BrokenResourceException.class, sender);
        sendFails(nursery, BrokenResourceException.class, sender.duplicate());
        receiver.close();
        TaskProbe.waitAllTasksBlocked();
        assertEquals(2, sender.statistics().tasksWaitingSend(), "one receiving end is left");
        duplicate.close();
      });
      assertThrows(BrokenResourceException.class, () -> sender.send("later"));
      assertThrows(BrokenResourceException.class, () -> sender.trySend("later"));
    });
  }

  @Test
  @Covers("CHN-7")
  void allReceiversClosed_bufferIsDiscarded() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> buffered = MemoryChannel.open(2);
      buffered.sender().send("a");
      buffered.sender().send("b");
      Nursery.run(nursery -> {
        sendFails(nursery, BrokenResourceException.class, buffered.sender());
        buffered.receiver().close();
      });
      assertEquals(0, buffered.sender().statistics().bufferUsed());
    });
  }

  @Test
  @Covers("CHN-8")
  void allSendersClosed_receiversDrainTheBufferFirst() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> buffered = MemoryChannel.open(3);
      try (var end = buffered.sender()) {
        end.send("a");
        end.send("b");
        end.send("c");
      }
      assertEquals("a", buffered.receiver().receive());
      assertEquals(Optional.of("b"), buffered.receiver().receiveOptional());
      assertEquals(Optional.of("c"), buffered.receiver().tryReceive());
      for (int i = 0; i < 2; i++) {
        assertThrows(EndOfChannelException.class, buffered.receiver()::receive);
        assertThrows(EndOfChannelException.class, buffered.receiver()::tryReceive);
        assertEquals(Optional.empty(), buffered.receiver().receiveOptional());
      }
    });
  }

  @Test
  @Covers("CHN-8")
  void allSendersClosed_blockedReceiversGetTheEndAtOnce() throws Exception {
    Terzetto.run(() -> {
      MemorySendChannel<String> duplicate = sender.duplicate();
      Nursery.run(nursery -> {
        receiveFails(nursery, EndOfChannelException.class, receiver);
        receiveFails(nursery, EndOfChannelException.class, receiver.duplicate());
        Task<Optional<String>> optional = nursery.startSoon(() -> receiver.receiveOptional());
        TaskProbe.waitAllTasksBlocked();
        sender.close();
        assertEquals(3, receiver.statistics().tasksWaitingReceive(), "one sending end is left");
        duplicate.close();
        assertEquals(0, receiver.statistics().tasksWaitingReceive());
        TaskProbe.waitAllTasksBlocked();
        assertEquals(Optional.empty(), optional.result());
      });
    });
  }

  @Test
  @Covers({"CHN-9", "C-52"})
  void sendEndClosed_wakesItsOwnSendersOnly() throws Exception {
    Terzetto.run(() -> {
      MemorySendChannel<String> duplicate = sender.duplicate();
      Nursery.run(nursery -> {
        sendFails(nursery, ClosedResourceException.class, sender);
        Task<?> succeeds = Blocked.start(nursery, () -> duplicate.send("ok"));
        sendFails(nursery, ClosedResourceException.class, sender);
        sender.close();
        assertEquals(1, receiver.statistics().tasksWaitingSend());
        TaskProbe.waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, succeeds.state());
        assertEquals("ok", receiver.receive(), "the values of the others were withdrawn");
      });
      assertEquals(Optional.empty(), receiver.tryReceive());
    });
  }

  @Test
  @Covers("CHN-9")
  void receiveEndClosed_wakesItsOwnReceiversOnly() throws Exception {
    Terzetto.run(() -> {
      MemoryReceiveChannel<String> duplicate = receiver.duplicate();
      Nursery.run(nursery -> {
        receiveFails(nursery, ClosedResourceException.class, receiver);
        Task<?> succeeds = Blocked.start(nursery, () -> assertEquals("ok", duplicate.receive()));
        receiveFails(nursery, ClosedResourceException.class, receiver);
        receiver.close();
        assertEquals(1, receiver.statistics().tasksWaitingReceive());
        TaskProbe.waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, succeeds.state());
        sender.send("ok");
      });
    });
  }

  @Test
  @Covers({"CHN-11", "CKP-9"})
  void close_isNoCheckpointAndCloseGracefullyIs() throws Exception {
    Terzetto.run(() -> {
      MemoryReceiveChannel<String> duplicate = receiver.duplicate();
      TaskProbe.assertNoCheckpoints(duplicate::close);
      TaskProbe.assertNoCheckpoints(sender::close);
      TaskProbe.assertCheckpoints(sender::closeGracefully);
      TaskProbe.assertCheckpoints(receiver::closeGracefully);
    });
  }

  @Test
  @Covers({"CHN-11", "CKP-11"})
  void closeGracefully_cancelled_closesFirst() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> sender.closeGracefully());
      assertTrue(scope.cancelledCaught());
      assertThrows(EndOfChannelException.class, receiver::tryReceive);

      CancelScope second = CancelScope.create();
      second.cancel();
      second.run(s -> receiver.closeGracefully());
      assertTrue(second.cancelledCaught());
      assertThrows(ClosedResourceException.class, receiver::tryReceive);
    });
  }
}
