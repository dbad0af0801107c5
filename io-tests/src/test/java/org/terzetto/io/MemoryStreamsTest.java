package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.assertNoCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.BusyResourceException;
import org.terzetto.ClosedResourceException;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MemoryReceiveStream;
import org.terzetto.testing.MemorySendStream;
import org.terzetto.testing.MemoryStreams;

class MemoryStreamsTest {
  private final List<String> log = new ArrayList<>();

  @Test
  @Covers("TST-7")
  void send_putsIntoMemoryThenRunsTheHook() throws Exception {
    Terzetto.run(() -> {
      MemorySendStream stream = new MemorySendStream();
      stream.onSendAll(() -> log.add("sent " + stream.tryTakeData().orElseThrow().length));
      stream.onWaitSendAllMightNotBlock(() -> log.add("waited"));
      stream.onClose(() -> log.add("closed"));
      stream.sendAll(new byte[5]);
      stream.waitSendAllMightNotBlock();
      stream.closeGracefully();
    });
    assertEquals(List.of("sent 5", "waited", "closed"), log);
  }

  @Test
  @Covers("TST-7")
  void send_passesTwoCheckpointsBeforeItsEffect() throws Exception {
    Terzetto.run(() -> {
      long[] points = {0};
      MemorySendStream stream = new MemorySendStream();
      stream.onSendAll(() -> points[0] = Task.current().schedulePoints() - points[0]);
      points[0] = Task.current().schedulePoints();
      stream.sendAll(new byte[1]);
      assertEquals(2, points[0]);
    });
  }

  @Test
  @Covers("TST-7")
  void send_byTwoTasks_isFoundOutAlthoughNeitherWaits() throws Exception {
    MemorySendStream stream = new MemorySendStream();
    ExceptionGroup group =
        assertThrows(
            ExceptionGroup.class,
            () ->
                Terzetto.run(() ->
                    Nursery.run(nursery -> {
                      nursery.startSoon(() -> stream.sendAll(new byte[1]));
                      nursery.startSoon(() -> stream.sendAll(new byte[1]));
                    })));
    assertEquals(1, group.leaves(BusyResourceException.class).size());
  }

  @Test
  @Covers("TST-7")
  void send_afterClose_saysClosedAndLeavesWhatWasSent() throws Exception {
    Terzetto.run(() -> {
      MemorySendStream stream = new MemorySendStream();
      stream.sendAll(new byte[] {1, 2, 3});
      stream.close();
      assertThrows(ClosedResourceException.class, () -> stream.sendAll(new byte[1]));
      assertThrows(ClosedResourceException.class, () -> stream.sendAll(new byte[0]));
      assertThrows(ClosedResourceException.class, stream::waitSendAllMightNotBlock);
      assertArrayEquals(new byte[] {1, 2}, stream.takeData(2));
      assertArrayEquals(new byte[] {3}, stream.takeData());
      assertEquals(0, stream.takeData().length);
      assertEquals(0, stream.tryTakeData().orElseThrow().length);
    });
  }

  @Test
  @Covers("TST-7")
  void takeData_waitsUntilSomethingIsSent() throws Exception {
    Terzetto.run(() -> {
      MemorySendStream stream = new MemorySendStream();
      assertNoCheckpoints(() -> assertEquals(Optional.empty(), stream.tryTakeData()));
      assertThrows(IllegalArgumentException.class, () -> stream.takeData(0));
      Nursery.run(nursery -> {
        var taken = nursery.startSoon(() -> stream.takeData());
        waitAllTasksBlocked();
        assertThrows(BusyResourceException.class, () -> stream.takeData());
        stream.sendAll(new byte[] {1, 2});
        waitAllTasksBlocked();
        assertArrayEquals(new byte[] {1, 2}, taken.result());
      });
      stream.sendAll(new byte[1]);
      assertCheckpoints(stream::takeData);
    });
  }

  @Test
  @Covers("TST-8")
  void receive_runsTheHookBeforeItLooksForData() throws Exception {
    Terzetto.run(() -> {
      MemoryReceiveStream stream = new MemoryReceiveStream();
      stream.onReceiveSome(() -> stream.putData(new byte[] {4}));
      stream.onClose(() -> log.add("closed"));
      assertArrayEquals(new byte[] {4}, stream.receiveSome());
      assertArrayEquals(new byte[] {4}, stream.receiveSome());
      stream.closeGracefully();
    });
    assertEquals(List.of("closed"), log);
  }

  @Test
  @Covers("TST-8")
  void receive_afterPutEof_givesTheRestThenEndOfFile() throws Exception {
    MemoryReceiveStream stream = new MemoryReceiveStream();
    stream.putData(new byte[] {1, 2, 3});
    stream.putEof();
    stream.putEof();
    assertThrows(ClosedResourceException.class, () -> stream.putData(new byte[1]));
    Terzetto.run(() -> {
      assertArrayEquals(new byte[] {1, 2}, stream.receiveSome(2));
      assertArrayEquals(new byte[] {3}, stream.receiveSome(2));
      assertEquals(0, stream.receiveSome().length);
      stream.putEof();
      assertEquals(0, stream.receiveSome().length);
    });
  }

  @Test
  @Covers("TST-8")
  void receive_afterClose_hasNoDataAnyMore() throws Exception {
    Terzetto.run(() -> {
      MemoryReceiveStream stream = new MemoryReceiveStream();
      stream.putData(new byte[] {1, 2, 3});
      stream.close();
      assertThrows(ClosedResourceException.class, stream::receiveSome);
      assertThrows(ClosedResourceException.class, () -> stream.putData(new byte[1]));
      stream.putEof();
    });
  }

  @Test
  @Covers("TST-9")
  void pump_movesAllOrAFew_andSaysWhetherItDid() throws Exception {
    Terzetto.run(() -> {
      MemorySendStream from = new MemorySendStream();
      MemoryReceiveStream to = new MemoryReceiveStream();
      assertFalse(MemoryStreams.pump(from, to));
      from.sendAll(new byte[] {1, 2, 3, 4, 5});
      assertTrue(MemoryStreams.pump(from, to, 2));
      assertArrayEquals(new byte[] {1, 2}, to.receiveSome());
      assertTrue(MemoryStreams.pump(from, to));
      assertArrayEquals(new byte[] {3, 4, 5}, to.receiveSome());
      assertFalse(MemoryStreams.pump(from, to));
      assertThrows(IllegalArgumentException.class, () -> MemoryStreams.pump(closed(from), to, 0));
    });
  }

  private static MemorySendStream closed(MemorySendStream from) {
    from.close();
    return from;
  }

  @Test
  @Covers("TST-9")
  void pump_closedSender_isEndOfFileBehindTheData() throws Exception {
    Terzetto.run(() -> {
      MemorySendStream from = new MemorySendStream();
      MemoryReceiveStream to = new MemoryReceiveStream();
      from.sendAll(new byte[] {1});
      from.close();
      assertTrue(MemoryStreams.pump(from, to));
      assertTrue(MemoryStreams.pump(from, to));
      assertArrayEquals(new byte[] {1}, to.receiveSome());
      assertEquals(0, to.receiveSome().length);
    });
  }

  @Test
  @Covers("TST-9")
  void pump_closedReceiver_isBroken() throws Exception {
    Terzetto.run(() -> {
      MemorySendStream from = new MemorySendStream();
      MemoryReceiveStream to = new MemoryReceiveStream();
      to.close();
      assertFalse(MemoryStreams.pump(from, to));
      from.sendAll(new byte[1]);
      assertThrows(BrokenResourceException.class, () -> MemoryStreams.pump(from, to));
    });
  }

  @Test
  @Covers("TST-10")
  void pair_transfersAtOnce() throws Exception {
    Terzetto.run(() -> {
      var pair = MemoryStreams.pair();
      pair.one().sendAll(new byte[] {1});
      pair.other().sendAll(new byte[] {2});
      assertArrayEquals(new byte[] {1}, pair.other().receiveSome());
      assertArrayEquals(new byte[] {2}, pair.one().receiveSome());
      pair.one().sendEof();
      assertEquals(0, pair.other().receiveSome().length);
      pair.other().closeGracefully();
      assertEquals(0, pair.one().receiveSome().length);
      assertThrows(ClosedResourceException.class, () -> pair.one().sendAll(new byte[1]));
    });
  }

  @Test
  @Covers("TST-10")
  void pair_withOtherHooks_delaysAndDividesAsTheTestLikes() throws Exception {
    Terzetto.run(() -> {
      var pair = MemoryStreams.oneWayPair();
      pair.one().onSendAll(() -> {});
      pair.one().sendAll(new byte[] {1, 2, 3});
      Nursery.run(nursery -> {
        var received = nursery.startSoon(() -> pair.other().receiveSome());
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, received.state());
        MemoryStreams.pump(pair.one(), pair.other(), 1);
        waitAllTasksBlocked();
        assertArrayEquals(new byte[] {1}, received.result());
      });
      pair.one().onSendAll(Terzetto::sleepForever);
      Nursery.run(nursery -> {
        var stalled = nursery.startSoon(() -> pair.one().sendAll(new byte[] {4}));
        waitAllTasksBlocked();
        assertEquals(Task.State.RUNNING, stalled.state());
        nursery.cancelScope().cancel();
      });
      pair.one().close();
      assertArrayEquals(new byte[] {2, 3, 4}, pair.other().receiveSome());
    });
  }
}
