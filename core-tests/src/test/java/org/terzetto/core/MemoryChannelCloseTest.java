package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

  /** Appendix C, scenario 52. */
  @Test
  @Covers("CHN-9")
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
  @Covers("CHN-10")
  void duplicates_shareOneChannelThatEndsWithTheLastOfThem() throws Exception {
    List<Integer> received = new ArrayList<>();
    Terzetto.run(() -> {
      MemoryChannel<Integer> shared = MemoryChannel.open(0);
      Nursery.run(nursery -> {
        try (var original = shared.sender()) {
          for (int producer = 0; producer < 10; producer++) {
            int first = 3 * producer;
            MemorySendChannel<Integer> own = original.duplicate();
            nursery.startSoon(() -> {
              try (own) {
                for (int i = first; i < first + 3; i++) {
                  own.send(i);
                }
              }
            });
          }
        }
        shared.receiver().forEach(received::add);
      });
    });
    assertEquals(
        IntStream.range(0, 30).boxed().toList(), received.stream().sorted().toList());
  }

  @Test
  @Covers("CHN-10")
  void forgottenOriginal_keepsReceiversWaiting() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          sender.duplicate().close();
          Task<?> waits = receiveFails(nursery, EndOfChannelException.class, receiver);
          TaskProbe.waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, waits.state());
          sender.close();
        }));
  }

  @Test
  @Covers("CHN-10")
  void consumers_eachValueGoesToOneOfThem() throws Exception {
    List<Integer> received = new ArrayList<>();
    boolean[] successful = new boolean[5];
    Terzetto.run(() -> {
      MemoryChannel<Integer> shared = MemoryChannel.open(1);
      Nursery.run(nursery -> {
        for (int i = 0; i < 5; i++) {
          int consumer = i;
          Blocked.start(
              nursery,
              () ->
                  shared
                      .receiver()
                      .forEach(value -> {
                        successful[consumer] = true;
                        received.add(value);
                      }));
        }
        try (var end = shared.sender()) {
          for (int i = 0; i < 10; i++) {
            end.send(i);
          }
        }
      });
    });
    for (boolean one : successful) {
      assertTrue(one);
    }
    assertEquals(IntStream.range(0, 10).boxed().toList(), received.stream().sorted().toList());
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

  @Test
  @Covers("CHN-12")
  void tryWithResources_closesTheEndHoweverItIsLeft() throws Exception {
    Terzetto.run(() -> {
      assertThrows(
          ArithmeticException.class,
          () -> {
            try (sender;
                receiver) {
              throw new ArithmeticException("as expected");
            }
          });
      assertThrows(ClosedResourceException.class, () -> sender.trySend("too late"));
      assertThrows(ClosedResourceException.class, receiver::tryReceive);
    });
  }

  @Test
  @Covers("CHN-12")
  void forEach_atTheEnd_returnsSilentlyAndLeavesTheEndOpen() throws Exception {
    Terzetto.run(() -> {
      List<String> received = new ArrayList<>();
      Nursery.run(nursery -> {
        Task<?> consumer = Blocked.start(nursery, () -> receiver.forEach(received::add));
        sender.send("a");
        sender.send("b");
        sender.close();
        TaskProbe.waitAllTasksBlocked();
        assertEquals(Task.State.SUCCEEDED, consumer.state());
      });
      assertEquals(List.of("a", "b"), received);
      receiver.duplicate().close();
    });
  }

  @Test
  @Covers("CHN-12")
  void forEach_endClosedMeanwhile_isClosedResource() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Blocked.start(
              nursery,
              () ->
                  assertThrows(
                      ClosedResourceException.class, () -> receiver.forEach(value -> {})));
          receiver.close();
          assertFalse(nursery.childTasks().isEmpty());
        }));
  }

  @Test
  @Covers("CKP-12")
  void forEach_checkpointsForEachValueAndForNone() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<Integer> full = MemoryChannel.open(50);
      try (var end = full.sender()) {
        for (int i = 0; i < 50; i++) {
          assertTrue(end.trySend(i));
        }
      }
      Task<?> me = Task.current();
      List<Long> cancelPoints = new ArrayList<>(List.of(me.cancelPoints()));
      List<Long> schedulePoints = new ArrayList<>(List.of(me.schedulePoints()));
      full.receiver()
          .forEach(value -> {
            cancelPoints.add(me.cancelPoints());
            schedulePoints.add(me.schedulePoints());
          });
      assertEquals(51, cancelPoints.stream().distinct().count());
      assertEquals(51, schedulePoints.stream().distinct().count());
      TaskProbe.assertCheckpoints(() -> full.receiver().forEach(value -> {}));

      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> full.receiver().forEach(value -> {}));
      assertTrue(scope.cancelledCaught(), "also when there is nothing");
    });
  }
}
