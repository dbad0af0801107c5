package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.terzetto.testing.TaskProbe.assertCheckpoints;
import static org.terzetto.testing.TaskProbe.assertNoCheckpoints;
import static org.terzetto.testing.TaskProbe.waitAllTasksBlocked;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.BusyResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.io.Transport.Channels;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;

/** Waiting for readiness on real sockets. */
@Timeout(60)
class ReadinessTest {
  /** A channel under test, its readiness, and the other end. */
  private record Fixture(SocketChannel channel, Readiness readiness, SocketChannel peer)
      implements AutoCloseable {
    static Fixture open(Transport transport) throws IOException {
      Channels channels = transport.channels();
      return new Fixture(channels.one(), Readiness.of(channels.one()), channels.other());
    }

    void peerSends() throws IOException {
      peer.write(ByteBuffer.allocate(1));
    }

    int drain() throws IOException {
      return channel.read(ByteBuffer.allocate(100_000));
    }

    /** Fills the way to the peer until nothing moves any more. */
    void clog() throws IOException, InterruptedException {
      boolean filled = true;
      while (filled) {
        filled = false;
        while (channel.write(ByteBuffer.allocate(65_536)) > 0) {
          filled = true;
        }
        waitAllTasksBlocked(Streams.SETTLED);
      }
    }

    void peerReadsAll() throws IOException {
      while (peer.read(ByteBuffer.allocate(65_536)) > 0) {}
    }

    @Override
    public void close() throws IOException {
      readiness.notifyClosing();
      channel.close();
      peer.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"IOW-1", "C-40"})
  void waits_returnWhenTheConditionHolds(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        assertCheckpoints(() -> f.readiness.waitWritable());
        List<String> events = new ArrayList<>();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            while (f.drain() == 0) {
              f.readiness.waitReadable();
            }
            events.add("readable");
          });
          waitAllTasksBlocked();
          events.add("sent");
          f.peerSends();
        });
        assertEquals(List.of("sent", "readable"), events);
        f.peerSends();
        assertCheckpoints(() -> f.readiness.waitReadable());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-20")
  void wait_byATaskOfAnotherRun_isRefusedAndTheFirstWaitsOn(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        Nursery.run(nursery -> {
          Task<?> first = nursery.startSoon(() -> f.readiness.waitReadable());
          waitAllTasksBlocked();
          Terzetto.blocking(() -> {
            Terzetto.run(() -> {
              assertThrows(WrongThreadException.class, f.readiness::waitReadable);
              assertThrows(WrongThreadException.class, f.readiness::waitWritable);
            });
            return null;
          });
          waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, first.state());
          f.peerSends();
        });
      }
    });
  }

  @Test
  @Covers("IOW-21")
  void wait_forWhatTheChannelCannotDo_isRefused() throws Exception {
    Terzetto.run(() -> {
      Pipe pipe = Pipe.open();
      try (ServerSocketChannel server = ServerSocketChannel.open();
          Pipe.SourceChannel source = pipe.source();
          Pipe.SinkChannel sink = pipe.sink()) {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        assertNever("written", server, Readiness::waitWritable);
        assertNever("written", source, Readiness::waitWritable);
        assertNever("read", sink, Readiness::waitReadable);
      }
    });
  }

  /** Nobody has asked its abort handler: it is shielded. */
  @Test
  void runBreaks_whileAShieldedTaskWaits_itLearnsThatAndCanCleanUp() throws Exception {
    Pipe pipe = Pipe.open();
    AtomicBoolean cleanedUp = new AtomicBoolean();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel _ = pipe.sink()) {
      source.configureBlocking(false);
      assertThrows(
          TerzettoInternalError.class,
          () ->
              Terzetto.run(() ->
                  Nursery.run(nursery -> {
                    Readiness readiness = Readiness.of(source);
                    CancelScope shield = CancelScope.create();
                    shield.shield(true);
                    nursery.startSoon(() ->
                        shield.run(inside -> {
                          try {
                            readiness.waitReadable();
                          } finally {
                            readiness.notifyClosing();
                            cleanedUp.set(true);
                          }
                        }));
                    nursery.startSoon(() ->
                        Parking.park(cancellation -> {
                          throw new IllegalStateException("a bug in the handler");
                        }));
                    waitAllTasksBlocked();
                    nursery.cancelScope().cancel();
                  })));
    }
    assertTrue(cleanedUp.get());
  }

  @Test
  void waiter_rescheduledByHand_waitsNoLonger() throws Exception {
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      source.configureBlocking(false);
      Terzetto.run(() ->
          Nursery.run(nursery -> {
            Readiness readiness = Readiness.of(source);
            Task<?> woken = nursery.startSoon(readiness::waitReadable);
            waitAllTasksBlocked();
            Parking.reschedule(woken);
            waitAllTasksBlocked();
            assertEquals(Task.State.SUCCEEDED, woken.state());
            nursery.startSoon(readiness::waitReadable);
            waitAllTasksBlocked();
            sink.write(ByteBuffer.allocate(1));
          }));
    }
  }

  private interface OneWay {
    void await(Readiness readiness) throws IOException, InterruptedException;
  }

  private static void assertNever(String done, SelectableChannel channel, OneWay direction)
      throws IOException {
    channel.configureBlocking(false);
    Readiness readiness = Readiness.of(channel);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> direction.await(readiness));
    assertEquals(
        channel + " can never be " + done + "; wait for the other direction", refusal.getMessage());
    readiness.notifyClosing();
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"IOW-2", "C-40"})
  void readerAndWriter_eachIsWokenByItsOwnCondition(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        f.clog();
        Nursery.run(nursery -> {
          Task<?> writer = nursery.startSoon(() -> f.readiness.waitWritable());
          Nursery.run(inner -> {
            inner.startSoon(() -> f.readiness.waitReadable());
            waitAllTasksBlocked();
            f.peerSends();
          });
          waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, writer.state());
          f.peerReadsAll();
        });
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-3")
  void secondWaiter_isBusyAndTheFirstIsUnaffected(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        f.clog();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> f.readiness.waitReadable());
          nursery.startSoon(() -> f.readiness.waitWritable());
          waitAllTasksBlocked();
          assertThrows(BusyResourceException.class, () -> f.readiness.waitReadable());
          assertThrows(BusyResourceException.class, () -> f.readiness.waitWritable());
          waitAllTasksBlocked();
          assertEquals(2, nursery.childTasks().size());
          f.peerSends();
          f.peerReadsAll();
        });
      }
    });
  }

  @Test
  @Covers("IOW-4")
  void reset_wakesBothDirections() throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(Transport.TCP)) {
        f.clog();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> f.readiness.waitReadable());
          nursery.startSoon(() -> f.readiness.waitWritable());
          waitAllTasksBlocked();
          f.peer.setOption(StandardSocketOptions.SO_LINGER, 0);
          f.peer.close();
        });
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-4")
  void peerCloses_wakesTheReaderAndForUnixTheWriter(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        Nursery.run(nursery -> {
          nursery.startSoon(() -> f.readiness.waitReadable());
          waitAllTasksBlocked();
          f.peer.close();
        });
        assertEquals(-1, f.drain());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"IOW-5", "C-40"})
  void cancelledWait_leavesNothingBehind(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        f.clog();
        for (int i = 0; i < 100; i++) {
          CancelScope reading = CancelScope.create();
          CancelScope writing = CancelScope.create();
          Nursery.run(nursery -> {
            nursery.startSoon(() -> reading.run(s -> f.readiness.waitReadable()));
            nursery.startSoon(() -> writing.run(s -> f.readiness.waitWritable()));
            waitAllTasksBlocked();
            reading.cancel();
            writing.cancel();
          });
          assertTrue(reading.cancelledCaught() && writing.cancelledCaught());
          assertEquals(0, RunStatistics.current().tasksWaitingRead());
          assertEquals(0, RunStatistics.current().tasksWaitingWrite());
        }
        f.peerSends(); // readable, and nobody waits: this must neither wake anyone nor spin
        waitAllTasksBlocked(Duration.ofMillis(20));
        CancelScope again = CancelScope.create();
        again.cancel();
        again.run(s -> f.readiness.waitReadable());
        assertTrue(again.cancelledCaught());
        f.readiness.waitReadable(); // even if the backend told it once, to nobody
        assertEquals(1, f.drain());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-18")
  void drained_untilAWaitEnds(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        assertFalse(f.readiness.isDrained());
        assertNoCheckpoints(() -> f.readiness.noteDrained());
        cancelAWait(f.readiness);
        assertTrue(f.readiness.isDrained());
        giveUpToWrite(f.readiness);
        f.readiness.waitWritable(); // at once, since that one had something to tell
        assertTrue(f.readiness.isDrained());
        f.peerSends();
        f.readiness.waitReadable();
        assertFalse(f.readiness.isDrained());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-18")
  void drained_notOnceThereIsWhatACancelledWaitWaitedFor(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        f.readiness.noteDrained();
        cancelAWait(f.readiness);
        f.peerSends();
        while (f.readiness.isDrained()) {
          Checkpoints.checkpoint();
        }
        assertEquals(1, f.drain());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-18")
  void drained_untilAWaitEndsAtOnce(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(transport)) {
        f.readiness.noteDrained();
        cancelAWait(f.readiness);
        f.peerSends();
        while (f.readiness.isDrained()) {
          Checkpoints.checkpoint();
        }
        assertEquals(1, f.drain());
        f.readiness.noteDrained();
        f.readiness.waitReadable(); // since the cancelled one had something to tell
        assertFalse(f.readiness.isDrained());
      }
    });
  }

  private static void giveUpToWrite(Readiness readiness) throws Exception {
    CancelScope scope = CancelScope.create();
    scope.cancel();
    scope.run(s -> readiness.waitWritable());
    waitAllTasksBlocked();
  }

  private static void cancelAWait(Readiness readiness) throws Exception {
    CancelScope scope = CancelScope.create();
    Nursery.run(nursery -> {
      nursery.startSoon(() -> scope.run(s -> readiness.waitReadable()));
      waitAllTasksBlocked();
      scope.cancel();
    });
    assertTrue(scope.cancelledCaught());
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"IOW-6", "IOW-7", "C-41"})
  void notifyClosing_waitersGetClosed(Transport transport) throws Exception {
    Terzetto.run(() -> {
      Fixture f = Fixture.open(transport);
      f.clog();
      Nursery.run(nursery -> {
        nursery.startSoon(
            () -> assertThrows(ClosedResourceException.class, () -> f.readiness.waitReadable()));
        nursery.startSoon(
            () -> assertThrows(ClosedResourceException.class, () -> f.readiness.waitWritable()));
        waitAllTasksBlocked();
        assertNoCheckpoints(f::close);
      });
      assertThrows(ClosedResourceException.class, () -> f.readiness.waitReadable());
      f.readiness.notifyClosing();
    });
  }

  /** A wait that has its answer at once gives the turn away all the same. */
  @ParameterizedTest
  @EnumSource
  @Covers("IOW-6")
  void notifyClosing_whileAWaitIsAboutToReturn_isTold(Transport transport) throws Exception {
    Terzetto.run(() -> {
      Fixture f = Fixture.open(transport);
      cancelAWait(f.readiness);
      f.peerSends();
      waitAllTasksBlocked(Duration.ofMillis(20));
      Instruments.add(
          new Instrument() {
            @Override
            public void afterTaskStep(Task<?> task) {
              if (task.name().equals("waiter")) {
                Instruments.remove(this);
                f.readiness.notifyClosing();
              }
            }
          });
      Nursery.run(nursery ->
          nursery.startSoon(
              "waiter",
              () -> assertThrows(ClosedResourceException.class, () -> f.readiness.waitReadable())));
      f.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("IOW-8")
  void closedChannel_isAnErrorAtOnce(Transport transport) throws Exception {
    Terzetto.run(() -> {
      Fixture f = Fixture.open(transport);
      f.channel.close();
      assertThrows(IOException.class, () -> f.readiness.waitReadable());
      assertThrows(IOException.class, () -> f.readiness.waitWritable());
      f.close();
      assertThrows(IOException.class, () -> Readiness.of(f.channel));
    });
  }

  /** So many that the run looks for channels that were closed without a word. */
  @Test
  @Covers("IOW-8")
  void closedChannel_whenManyWere_isAnErrorAtOnce() throws Exception {
    Terzetto.run(() -> {
      Fixture f = Fixture.open(Transport.TCP);
      f.channel.close();
      for (int i = 0; i < 1100; i++) {
        SocketChannel another = SocketChannel.open();
        another.configureBlocking(false);
        Readiness.of(another);
        another.close();
      }
      assertThrows(IOException.class, () -> f.readiness.waitReadable());
      assertThrows(IOException.class, () -> f.readiness.waitWritable());
      f.close();
    });
  }

  /** They may sleep on, return or fail; but they can be cancelled, and the run goes on. */
  @ParameterizedTest
  @EnumSource
  @Covers({"IOW-9", "C-42"})
  void closedBehindOurBack_waitersStayCancellable(Transport transport) throws Exception {
    Terzetto.run(() -> {
      try (Fixture other = Fixture.open(transport)) {
        Fixture f = Fixture.open(transport);
        f.clog();
        Nursery.run(nursery -> {
          closeBehindTheWaiters(f, nursery);
          other.peerSends();
          other.readiness.waitReadable();
          waitAllTasksBlocked(Duration.ofMillis(20));
          nursery.cancelScope().cancel();
        });
        f.peer.close();
        assertEquals(1, other.drain());
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"IOW-9", "C-42"})
  void closedBehindOurBackAndCancelledAtOnce_endsTheWaits(Transport transport) throws Exception {
    Terzetto.run(() -> {
      Fixture f = Fixture.open(transport);
      f.clog();
      Nursery.run(nursery -> {
        closeBehindTheWaiters(f, nursery);
        nursery.cancelScope().cancel();
      });
      f.peer.close();
      assertEquals(0, RunStatistics.current().tasksWaitingRead());
      assertEquals(0, RunStatistics.current().tasksWaitingWrite());
    });
  }

  private interface Wait {
    void run() throws IOException, InterruptedException;
  }

  private static void closeBehindTheWaiters(Fixture f, Nursery nursery) throws Exception {
    nursery.startSoon(() -> tolerantly(() -> f.readiness.waitReadable()));
    nursery.startSoon(() -> tolerantly(() -> f.readiness.waitWritable()));
    waitAllTasksBlocked();
    f.channel.close();
  }

  private static void tolerantly(Wait wait) throws InterruptedException {
    try {
      wait.run();
    } catch (IOException e) {
      // one of the permitted outcomes
    }
  }

  @Test
  @Covers("IOW-13")
  void statistics_nameTheBackendAndCountWaiters() throws Exception {
    Terzetto.run(() -> {
      int before = RunStatistics.current().backend().registered();
      try (Fixture f = Fixture.open(Transport.TCP)) {
        f.clog();
        Nursery.run(nursery -> {
          nursery.startSoon(() -> f.readiness.waitReadable());
          nursery.startSoon(() -> f.readiness.waitWritable());
          waitAllTasksBlocked();
          RunStatistics statistics = RunStatistics.current();
          String backend = statistics.backend().backend();
          assertEquals(System.getProperty("terzetto.backend", backend), backend);
          assertFalse(backend.isEmpty());
          assertEquals(before + 1, statistics.backend().registered());
          assertEquals(1, statistics.tasksWaitingRead());
          assertEquals(1, statistics.tasksWaitingWrite());
          nursery.cancelScope().cancel();
        });
      }
      assertEquals(before, RunStatistics.current().backend().registered());
    });
  }

  @Test
  void of_sameChannel_isTheSameObject() throws Exception {
    Terzetto.run(() -> {
      try (Fixture f = Fixture.open(Transport.TCP)) {
        assertSame(f.readiness, Readiness.of(f.channel));
      }
    });
  }
}
