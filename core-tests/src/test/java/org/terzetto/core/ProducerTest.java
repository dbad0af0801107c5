package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ClosedResourceException;
import org.terzetto.EndOfChannelException;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.channel.Producer;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Values that are made when they are asked for. */
@Covers("CHN-15")
class ProducerTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void run_allValuesTaken_endsWithTheProducer() throws Exception {
    Terzetto.run(() -> {
      List<Integer> received = new ArrayList<>();
      new CountingProducer(3, log).run(channel -> channel.forEach(received::add));
      assertEquals(List.of(1, 2, 3), received);
      assertEquals(
          List.of("begins", "makes 1", "makes 2", "makes 3", "has no more", "cleans up"), log);
    });
  }

  @Test
  void receive_afterTheLastValue_isTheEndOfTheChannel() throws Exception {
    Terzetto.run(() ->
        new CountingProducer(1, log)
            .run(channel -> {
              assertEquals(1, channel.receive());
              assertEquals(Optional.empty(), channel.receiveOptional());
              assertThrows(EndOfChannelException.class, channel::receive);
            }));
  }

  @Test
  void producer_makesAValueOnlyWhenItIsAskedFor() throws Exception {
    Terzetto.run(() ->
        new CountingProducer(5, log)
            .run(channel -> {
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of(), log, "it has not even begun");
              assertEquals(1, channel.receive());
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of("begins", "makes 1"), log);
              assertEquals(Optional.of(2), channel.receiveOptional());
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of("begins", "makes 1", "makes 2"), log);
            }));
  }

  /** A value that was asked for in vain waits for the next who asks, and no other is made. */
  @Test
  void receive_cancelled_losesNoValueAndMakesNoneTooMany() throws Exception {
    Terzetto.run(() -> {
      Event ready = new Event();
      Producer<Integer> slow =
          out -> {
            for (int i = 1; ; i++) {
              ready.await();
              log.add("makes " + i);
              out.emit(i);
            }
          };
      slow.run(channel -> {
        Nursery.run(nursery -> {
          Blocked.start(nursery, channel::receive);
          nursery.cancelScope().cancel();
        });
        ready.set();
        TaskProbe.waitAllTasksBlocked();
        assertEquals(List.of("makes 1"), log);
        assertEquals(1, channel.receive());
        TaskProbe.waitAllTasksBlocked();
        assertEquals(List.of("makes 1"), log, "nobody has asked for the second");
        assertEquals(2, channel.receive());
      });
    });
  }

  @Test
  void receive_bySeveralTasks_servesThemInOrder() throws Exception {
    Terzetto.run(() -> {
      Event ready = new Event();
      Producer<Integer> slow =
          out -> {
            ready.await();
            out.emit(0);
            out.emit(1);
          };
      slow.run(channel ->
          Nursery.run(nursery -> {
            Blocked.start(nursery, () -> assertEquals(0, channel.receive()));
            Blocked.start(nursery, () -> assertEquals(1, channel.receive()));
            ready.set();
          }));
    });
  }

  @Test
  void consumer_thatLeaves_cancelsTheProducerWhichCleansUpInItsOwnTask() throws Exception {
    Terzetto.run(() -> {
      List<Task<?>> tasks = new ArrayList<>();
      Producer<Integer> endless =
          out -> {
            tasks.add(Task.current());
            try {
              for (int i = 0; ; i++) {
                out.emit(i);
              }
            } catch (Cancelled e) {
              log.add("cancelled");
              throw e;
            } finally {
              assertThrows(Cancelled.class, Checkpoints::checkpoint);
              tasks.add(Task.current());
              log.add("cleaned up");
            }
          };
      endless.run(channel -> {
        assertEquals(0, channel.receive());
        assertEquals(1, channel.receive());
        log.add("leaves");
      });
      assertEquals(List.of("leaves", "cancelled", "cleaned up"), log);
      assertSame(tasks.get(0), tasks.get(1));
      assertTrue(tasks.get(0) != Task.current());
      assertEquals("producer in ProducerTest", tasks.get(0).name());
    });
  }

  /** It has a value in hand, which nobody has asked for any more. */
  @Test
  void consumer_thatLeavesWhileAValueWaits_cancelsTheProducer() throws Exception {
    Terzetto.run(() -> {
      Event ready = new Event();
      Producer<Integer> slow =
          out -> {
            ready.await();
            assertThrows(Cancelled.class, () -> out.emit(1));
            log.add("cancelled");
          };
      slow.run(channel -> {
        CancelScope scope = CancelScope.create();
        Nursery.run(nursery -> {
          Blocked.start(nursery, () -> scope.run(s -> channel.receive()));
          scope.cancel();
        });
        ready.set();
        TaskProbe.waitAllTasksBlocked();
      });
      assertEquals(List.of("cancelled"), log);
    });
  }

  @Test
  void consumer_thatAsksForNothing_letsTheProducerNeverBegin() throws Exception {
    Terzetto.run(() -> {
      new CountingProducer(5, log).run(channel -> {});
      CancelScope scope = CancelScope.create();
      scope.run(s -> new CountingProducer(5, log).run(channel -> scope.cancel()));
      assertEquals(List.of(), log);
    });
  }

  @Test
  void channel_closedInTheBlock_endsTheProducerAndRefusesToReceive() throws Exception {
    Terzetto.run(() ->
        new CountingProducer(5, log)
            .run(channel -> {
              assertEquals(1, channel.receive());
              channel.close();
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of("begins", "makes 1", "cleans up"), log);
              assertThrows(ClosedResourceException.class, channel::receive);
              assertThrows(ClosedResourceException.class, channel::receiveOptional);
              TaskProbe.assertCheckpoints(channel::closeGracefully);
            }));
  }

  @Test
  void producers_nest() throws Exception {
    Terzetto.run(() -> {
      List<String> pairs = new ArrayList<>();
      new CountingProducer(2, log)
          .run(outer ->
              outer.forEach(i ->
                  new CountingProducer(2, log)
                      .run(inner -> inner.forEach(j -> pairs.add(i + "" + j)))));
      assertEquals(List.of("11", "12", "21", "22"), pairs);
    });
  }

  @Test
  void emit_insideScopesAndNurseries_worksAsAnywhere() throws Exception {
    Terzetto.run(() -> {
      List<Integer> received = new ArrayList<>();
      Producer<Integer> structured =
          out -> {
            CancelScope scope = CancelScope.create();
            scope.run(s -> {
              out.emit(1);
              scope.cancel();
              out.emit(2);
            });
            assertTrue(scope.cancelledCaught(), "its own scope, not the consumer's");
            Nursery.run(nursery -> nursery.startSoon(() -> out.emit(3)));
          };
      structured.run(channel -> channel.forEach(received::add));
      assertEquals(List.of(1, 3), received);
    });
  }

  @Test
  void call_returnsWhatTheBlockReturned() throws Exception {
    Terzetto.run(() -> {
      int total =
          new CountingProducer(3, log)
              .call(channel -> {
                int[] sum = new int[1];
                channel.forEach(value -> sum[0] += value);
                return sum[0];
              });
      assertEquals(6, total);
    });
  }
}
