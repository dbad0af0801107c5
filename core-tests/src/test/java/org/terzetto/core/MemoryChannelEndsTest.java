package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

/** Channels with several ends, and what is done at the last of the values. */
class MemoryChannelEndsTest {
  private final MemoryChannel<String> channel = MemoryChannel.open(0);
  private final MemorySendChannel<String> sender = channel.sender();
  private final MemoryReceiveChannel<String> receiver = channel.receiver();

  private static Task<?> receiveFails(
      Nursery nursery, Class<? extends Throwable> type, MemoryReceiveChannel<String> end)
      throws InterruptedException {
    return Blocked.start(nursery, () -> assertThrows(type, end::receive));
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
    assertEquals(IntStream.range(0, 30).boxed().toList(), received.stream().sorted().toList());
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
                  assertThrows(ClosedResourceException.class, () -> receiver.forEach(value -> {})));
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
