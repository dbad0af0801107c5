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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.channel.MemoryReceiveChannel;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Values on their way from task to task; {@link MemoryChannelCloseTest} has how it ends. */
class MemoryChannelTest {
  @Test
  @Covers("CHN-1")
  void open_negativeCapacity_isAnArgumentError() {
    assertThrows(IllegalArgumentException.class, () -> MemoryChannel.open(-1));
    assertThrows(IllegalArgumentException.class, () -> MemoryChannel.open(Integer.MIN_VALUE));
    assertEquals(0, MemoryChannel.open(0).sender().statistics().capacity());
    assertEquals(7, MemoryChannel.open(7).sender().statistics().capacity());
    assertEquals(
        Integer.MAX_VALUE, MemoryChannel.openUnbounded().receiver().statistics().capacity());
  }

  @Test
  @Covers("CHN-2")
  void rendezvous_nobodyWaits_nothingMoves() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(0);
      assertFalse(channel.sender().trySend("value"));
      assertEquals(Optional.empty(), channel.receiver().tryReceive());
    });
  }

  @Test
  @Covers("CHN-2")
  void rendezvous_send_completesWithTheReceiveOnly() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(0);
      Nursery.run(nursery -> {
        Task<?> sender = Blocked.start(nursery, () -> channel.sender().send("value"));
        assertEquals(Optional.of("value"), channel.receiver().tryReceive());
        TaskProbe.waitAllTasksBlocked();
        assertEquals(Task.State.SUCCEEDED, sender.state());

        Blocked.start(nursery, () -> channel.sender().send("second"));
        assertEquals("second", channel.receiver().receive());
        assertEquals(Optional.empty(), channel.receiver().tryReceive());
      });
    });
  }

  @Test
  @Covers("CHN-2")
  void rendezvous_trySend_succeedsIfAReceiverWaits() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(0);
      Nursery.run(nursery -> {
        Task<String> receiver = nursery.startSoon(() -> channel.receiver().receive());
        TaskProbe.waitAllTasksBlocked();
        assertTrue(channel.sender().trySend("value"));
        assertFalse(channel.sender().trySend("one too many"));
        TaskProbe.waitAllTasksBlocked();
        assertEquals("value", receiver.result());
      });
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 100, Integer.MAX_VALUE})
  @Covers("CHN-3")
  void values_arriveInTheOrderSent(int capacity) throws Exception {
    List<Integer> received = new ArrayList<>();
    Terzetto.run(() -> {
      MemoryChannel<Integer> channel = MemoryChannel.open(capacity);
      Nursery.run(nursery -> {
        nursery.startSoon(() -> {
          try (var sender = channel.sender()) {
            for (int i = 0; i < 200; i++) {
              sender.send(i);
            }
          }
        });
        channel.receiver().forEach(received::add);
      });
    });
    assertEquals(IntStream.range(0, 200).boxed().toList(), received);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  @Covers("CHN-3")
  void blockedSenders_valuesEnterInTheOrderInWhichTheyBlocked(int capacity) throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<Integer> channel = MemoryChannel.open(capacity);
      for (int i = 0; i < capacity; i++) {
        assertTrue(channel.sender().trySend(i));
      }
      Nursery.run(nursery -> {
        List<Task<?>> senders = new ArrayList<>();
        for (int i = capacity; i < capacity + 3; i++) {
          int value = i;
          senders.add(Blocked.start(nursery, () -> channel.sender().send(value)));
        }
        for (int i = 0; i < capacity + 3; i++) {
          assertEquals(i, channel.receiver().receive());
          TaskProbe.waitAllTasksBlocked();
          int admitted = Math.min(i + 1, 3);
          assertEquals(
              admitted, senders.stream().filter(s -> s.state() != Task.State.RUNNING).count());
        }
      });
    });
  }

  @Test
  @Covers("CHN-3")
  void blockedReceivers_areServedInTheOrderInWhichTheyBlocked() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.open(5);
      MemoryReceiveChannel<String> duplicate = channel.receiver().duplicate();
      List<String> log = new ArrayList<>();
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> log.add("first " + channel.receiver().receive()));
        Blocked.start(nursery, () -> log.add("second " + duplicate.receive()));
        Blocked.start(nursery, () -> log.add("third " + channel.receiver().receive()));
        for (String value : List.of("a", "b", "c")) {
          channel.sender().send(value);
        }
        assertEquals(0, channel.sender().statistics().bufferUsed());
      });
      assertEquals(List.of("first a", "second b", "third c"), log.stream().sorted().toList());
    });
  }

  @Test
  @Covers({"CHN-4", "SYN-1", "C-51"})
  void valueSent_whileAReceiverWaits_isItsOwn() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<Integer> channel = MemoryChannel.open(1);
      assertTrue(channel.sender().trySend(1));
      assertEquals(Optional.of(1), channel.receiver().tryReceive(), "nobody else is waiting");

      Nursery.run(nursery -> {
        Task<Integer> receiver = nursery.startSoon(() -> channel.receiver().receive());
        TaskProbe.waitAllTasksBlocked();
        assertTrue(channel.sender().trySend(2));
        assertEquals(Optional.empty(), channel.receiver().tryReceive());
        TaskProbe.waitAllTasksBlocked();
        assertEquals(2, receiver.result());
      });
    });
  }

  @Test
  @Covers({"CHN-4", "SYN-1", "C-51"})
  void slotFreed_whileASenderWaits_isItsOwn() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<Integer> channel = MemoryChannel.open(1);
      assertTrue(channel.sender().trySend(1));
      assertFalse(channel.sender().trySend(0));
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> channel.sender().send(2));
        assertEquals(Optional.of(1), channel.receiver().tryReceive());
        assertFalse(channel.sender().trySend(3));
        assertEquals(2, channel.receiver().receive());
      });
    });
  }

  @Test
  @Covers("CHN-13")
  void unbounded_sendersNeverBlock() throws Exception {
    Terzetto.run(() -> {
      MemoryChannel<Integer> channel = MemoryChannel.openUnbounded();
      try (var sender = channel.sender()) {
        for (int i = 0; i < 10_000; i++) {
          assertTrue(sender.trySend(i));
        }
        Nursery.run(nursery -> {
          Task<?> another = nursery.startSoon(() -> sender.send(10_000));
          TaskProbe.waitAllTasksBlocked();
          assertEquals(Task.State.SUCCEEDED, another.state());
        });
      }
      List<Integer> received = new ArrayList<>();
      channel.receiver().forEach(received::add);
      assertEquals(IntStream.rangeClosed(0, 10_000).boxed().toList(), received);
    });
  }
}
