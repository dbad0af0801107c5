package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.channel.ChannelStatistics;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.channel.MemoryReceiveChannel;
import org.terzetto.channel.MemorySendChannel;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Cancellation, checkpoints, numbers and misuse of channels. */
class MemoryChannelOperationsTest {
  @Test
  @Covers({"CHN-5", "CKP-10"})
  void send_cancelled_sendsNothing() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(1);
      CancelScope before = CancelScope.create();
      before.cancel();
      before.run(s -> channel.sender().send("cancelled before"));
      assertTrue(before.cancelledCaught());
      assertEquals(0, channel.sender().statistics().bufferUsed());

      channel.sender().send("first");
      Nursery.run(nursery -> {
        CancelScope scope = CancelScope.create();
        Blocked.start(nursery, () -> scope.run(s -> channel.sender().send("cancelled")));
        Blocked.start(nursery, () -> channel.sender().send("second"));
        scope.cancel();
        assertEquals(1, channel.sender().statistics().tasksWaitingSend());
        assertEquals("first", channel.receiver().receive());
        assertEquals("second", channel.receiver().receive());
        assertEquals(Optional.empty(), channel.receiver().tryReceive());
        TaskProbe.waitAllTasksBlocked();
        assertTrue(scope.cancelledCaught());
      });
    });
  }

  @Test
  @Covers({"CHN-5", "CKP-10"})
  void receive_cancelled_receivesNothing() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(1);
      channel.sender().send("value");
      CancelScope before = CancelScope.create();
      before.cancel();
      before.run(s -> channel.receiver().receive());
      assertTrue(before.cancelledCaught());
      assertEquals("value", channel.receiver().receive());

      Nursery.run(nursery -> {
        CancelScope scope = CancelScope.create();
        Blocked.start(nursery, () -> scope.run(s -> channel.receiver().receive()));
        scope.cancel();
        assertEquals(0, channel.sender().statistics().tasksWaitingReceive());
        assertTrue(channel.sender().trySend("for somebody else"));
        assertEquals("for somebody else", channel.receiver().receive());
      });
    });
  }

  /** The value has moved when the cancellation comes: both return, and are cancelled later. */
  @Test
  @Covers({"CHN-5", "SYN-15"})
  void sendAndReceive_cancelledAfterTheValueMoved_return() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(0);
      List<String> log = new ArrayList<>();
      Nursery.run(nursery -> {
        CancelScope receiving = CancelScope.create();
        Blocked.start(
            nursery,
            () ->
                receiving.run(s -> {
                  log.add("received " + channel.receiver().receive());
                  Terzetto.sleepForever();
                }));
        assertTrue(channel.sender().trySend("one"));
        receiving.cancel();
        TaskProbe.waitAllTasksBlocked();

        CancelScope sending = CancelScope.create();
        Blocked.start(
            nursery,
            () ->
                sending.run(s -> {
                  channel.sender().send("two");
                  log.add("sent two");
                  Terzetto.sleepForever();
                }));
        assertEquals(Optional.of("two"), channel.receiver().tryReceive());
        sending.cancel();
      });
      assertEquals(List.of("received one", "sent two"), log);
    });
  }

  @Test
  @Covers("CHN-14")
  void statistics_tellTheSameFromEveryEnd() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(2);
      MemorySendChannel<String> sender = channel.sender();
      MemoryReceiveChannel<String> receiver = channel.receiver();
      ChannelStatistics fresh = new ChannelStatistics(0, 2, 1, 1, 0, 0, 0);
      assertEquals(fresh, sender.statistics());
      assertEquals(fresh, receiver.statistics());

      MemorySendChannel<String> secondSender = sender.duplicate();
      MemoryReceiveChannel<String> secondReceiver = receiver.duplicate();
      sender.send("a");
      assertEquals(new ChannelStatistics(1, 2, 2, 2, 0, 0, 1), secondSender.statistics());
      secondReceiver.close();
      sender.send("b");
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> sender.send("c"));
        Blocked.start(nursery, () -> secondSender.send("d"));
        ChannelStatistics full = new ChannelStatistics(2, 2, 2, 1, 2, 0, 2);
        assertEquals(full, sender.statistics());
        assertEquals(full, receiver.statistics());
        assertEquals(full, secondReceiver.statistics(), "closed ends tell it too");
        for (int i = 0; i < 4; i++) {
          receiver.receive();
        }
        sender.send("e");
        receiver.receive();
        assertEquals(
            new ChannelStatistics(0, 2, 2, 1, 0, 0, 2),
            receiver.statistics(),
            "draining does not reset the peak");
        Blocked.start(nursery, receiver::receive);
        Blocked.start(nursery, () -> receiver.duplicate().receive());
        assertEquals(new ChannelStatistics(0, 2, 2, 2, 0, 2, 2), sender.statistics());
        nursery.cancelScope().cancel();
        assertEquals(0, sender.statistics().tasksWaitingReceive());
      });
      assertEquals(new ChannelStatistics(0, 2, 1, 1, 0, 0, 0), fresh, "a snapshot");
      assertEquals("MemorySendChannel[0 of 2]", sender.toString());
    });
  }

  @Test
  @Covers({"CKP-1", "CKP-9"})
  void operations_thatNeedNotWait_areCheckpointsUnlessTheyOnlyTry() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(1);
      TaskProbe.assertCheckpoints(() -> channel.sender().send("value"));
      TaskProbe.assertCheckpoints(() -> channel.receiver().receive());
      channel.sender().send("value");
      TaskProbe.assertCheckpoints(() -> channel.receiver().receiveOptional());
      TaskProbe.assertNoCheckpoints(() -> channel.sender().trySend("value"));
      TaskProbe.assertNoCheckpoints(() -> channel.receiver().tryReceive());
      TaskProbe.assertNoCheckpoints(() -> channel.sender().duplicate());
      TaskProbe.assertNoCheckpoints(() -> channel.sender().statistics());
    });
  }

  @Test
  @Covers("CKP-1")
  void operations_thatNeverWait_letOthersRunSoonerOrLater() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          MemoryChannel<Integer> channel = MemoryChannel.open(1);
          boolean[] ran = new boolean[1];
          nursery.startSoon(() -> ran[0] = true);
          for (int i = 0; !ran[0]; i++) {
            assertTrue(i < 10_000);
            channel.sender().send(i);
            channel.receiver().receive();
          }
        }));
  }

  @Test
  void null_isNoValue() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(1);
      assertThrows(NullPointerException.class, () -> channel.sender().send(null));
      assertThrows(NullPointerException.class, () -> channel.sender().trySend(null));
      assertEquals(0, channel.sender().statistics().bufferUsed());
    });
  }

  @Test
  void channel_fromAnotherThread_throwsUnlessItGoesThroughTheToken() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(1);
      ForeignThreads.join(() -> {
        assertThrows(IllegalStateException.class, () -> channel.sender().trySend("lost"));
        assertThrows(IllegalStateException.class, () -> channel.receiver().tryReceive());
      });
      RunToken token = RunToken.current();
      ForeignThreads.join(() -> token.runSoon(() -> channel.sender().trySend("found")));
      assertEquals("found", channel.receiver().receive());
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> assertEquals("end", channel.receiver().receive()));
        ForeignThreads.join(
            () -> assertThrows(WrongThreadException.class, () -> channel.receiver().close()));
        channel.sender().send("end");
      });
    });
  }
}
