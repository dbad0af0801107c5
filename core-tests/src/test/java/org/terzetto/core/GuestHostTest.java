package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.ClosedResourceException;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.guest.GuestRun;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Code of the host's own, between the passes of its guest: it reaches into the run. */
class GuestHostTest {
  private final PollWatch.Notes notes = new PollWatch.Notes();
  private final TestHost host = new TestHost();

  /** A guest that has nothing to do but wait, and whose helper does so by now. */
  private <T> GuestRun<T> startAndWait(TaskCall<T> main) throws Exception {
    GuestRun<T> guest = GuestRun.start(notes.options(), host, main);
    host.stepUntilItWaits(notes);
    return guest;
  }

  @Test
  @Covers("GST-5")
  void host_setsAnEvent_wakesTheGuest() throws Exception {
    Event event = new Event();
    GuestRun<String> guest =
        startAndWait(() -> {
          event.await();
          return "set";
        });
    event.set();
    assertEquals("set", host.finish(guest));
  }

  @Test
  @Covers("GST-5")
  void host_cancelsAScope_wakesTheGuest() throws Exception {
    CancelScope scope = CancelScope.create();
    GuestRun<String> guest =
        startAndWait(() -> {
          scope.run(inside -> Terzetto.sleepForever());
          return "cancelled";
        });
    scope.cancel();
    assertEquals("cancelled", host.finish(guest));
  }

  @Test
  @Covers("GST-5")
  void host_movesADeadline_wakesTheGuest() throws Exception {
    CancelScope scope = CancelScope.create();
    GuestRun<String> guest =
        startAndWait(() -> {
          scope.run(inside -> Terzetto.sleepForever());
          return "over";
        });
    scope.deadline(LoopTime.PAST);
    assertEquals("over", host.finish(guest));
  }

  @Test
  @Covers("GST-5")
  void host_sendsWithoutWaiting_wakesTheGuest() throws Exception {
    MemoryChannel<String> channel = MemoryChannel.open(0);
    GuestRun<String> guest = startAndWait(() -> channel.receiver().receive());
    assertTrue(channel.sender().trySend("sent"));
    assertEquals("sent", host.finish(guest));
  }

  @Test
  @Covers("GST-5")
  void host_startsAChild_wakesTheGuest() throws Exception {
    List<String> log = new ArrayList<>();
    CompletableFuture<Nursery> open = new CompletableFuture<>();
    GuestRun<String> guest =
        startAndWait(() -> {
          Nursery.run(nursery -> {
            open.complete(nursery);
            Terzetto.sleepForever();
          });
          return "done";
        });
    Nursery nursery = open.get();
    nursery.startSoon(() -> {
      log.add("child");
      nursery.cancelScope().cancel();
    });
    assertEquals("done", host.finish(guest));
    assertEquals(List.of("child"), log);
  }

  @Test
  @Covers("GST-5")
  void host_usesTheBackend_whileTheHelperWaitsInIt() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    GuestRun<String> guest =
        startAndWait(() -> {
          Readiness readiness = Readiness.of(pipe.source());
          assertThrows(ClosedResourceException.class, readiness::waitReadable);
          return "closed";
        });
    assertEquals(1, RunStatistics.current().backend().registered());
    assertEquals(1, RunStatistics.current().tasksWaitingRead());
    Readiness.of(pipe.source()).notifyClosing();
    pipe.source().close();
    assertEquals("closed", host.finish(guest));
    pipe.sink().close();
  }

  @Test
  @Covers("GST-3")
  void readiness_isSeenByTheHelper_andServedByTheHost() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    GuestRun<Integer> guest =
        startAndWait(() -> {
          Readiness.of(pipe.source()).waitReadable();
          return pipe.source().read(ByteBuffer.allocate(8));
        });
    pipe.sink().write(ByteBuffer.allocate(3));
    assertEquals(3, host.finish(guest));
    pipe.source().close();
    pipe.sink().close();
  }

  @Test
  @Covers("GST-5")
  void host_cannotSuspend() throws Exception {
    GuestRun<String> guest = GuestRun.start(RunOptions.defaults(), host, () -> "done");
    assertThrows(IllegalStateException.class, () -> Terzetto.sleep(Duration.ofMillis(1)));
    assertThrows(IllegalStateException.class, () -> Nursery.run(nursery -> {}));
    assertEquals("done", host.finish(guest));
  }

  @Test
  @Covers({"GST-6", "C-46"})
  void host_movesADeadline_isNotIdleness() throws Exception {
    List<String> log = new ArrayList<>();
    CancelScope scope = CancelScope.create();
    GuestRun<String> guest =
        startAndWait(() -> {
          scope.run(inside ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> Terzetto.sleepForever());
                try {
                  TaskProbe.waitAllTasksBlocked(Duration.ofHours(1));
                  log.add("idle");
                } finally {
                  log.add("end");
                }
              }));
          return "cancelled";
        });
    for (int i = 0; i < 5; i++) {
      scope.deadline(Terzetto.currentTime().plus(Duration.ofDays(1 + i)));
      host.stepUntilItWaits(notes); // the guest woke up, and waits again
      assertEquals(List.of(), log);
    }
    scope.cancel();
    assertEquals("cancelled", host.finish(guest));
    assertEquals(List.of("end"), log);
  }

  @Test
  @Covers("GST-7")
  void host_changesTheMockClock_takesEffectAtOnce() throws Exception {
    MockClock clock = new MockClock();
    GuestRun<LoopTime> guest =
        GuestRun.start(
            notes.options().withClock(clock),
            host,
            () -> {
              Terzetto.sleep(Duration.ofHours(1));
              Terzetto.sleep(Duration.ofHours(1));
              Terzetto.sleep(Duration.ofHours(1));
              return Terzetto.currentTime();
            });
    host.stepUntilItWaits(notes);
    clock.jump(Duration.ofHours(1));
    host.stepUntilItWaits(notes);
    clock.autojumpThreshold(Duration.ZERO);
    assertEquals(new LoopTime(Duration.ofHours(3).toNanos()), host.finish(guest));
  }
}
