package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Idleness;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.TaskProbe;

class IdlenessTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  @Covers("TST-1")
  void waitAllTasksBlocked_whileATaskRuns_waits() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> {
                for (int i = 0; i < 50; i++) {
                  Checkpoints.checkpoint();
                }
                log.add("busy no more");
                Terzetto.sleepForever();
              });
              TaskProbe.waitAllTasksBlocked();
              log.add("all blocked");
              nursery.cancelScope().cancel();
            }));
    assertEquals(List.of("busy no more", "all blocked"), log);
  }

  @Test
  @Covers("TST-1")
  void waitAllTasksBlocked_whileTasksWakeEachOther_waits() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              Gate next = new Gate();
              Gate first = next;
              for (int i = 0; i < 50; i++) {
                Gate mine = next;
                Gate after = new Gate();
                next = after;
                nursery.startSoon(() -> {
                  mine.await();
                  after.open();
                });
              }
              Gate last = next;
              nursery.startSoon(() -> {
                last.await();
                log.add("end of the chain");
              });
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of(), log);
              first.open();
              TaskProbe.waitAllTasksBlocked();
              log.add("all blocked");
            }));
    assertEquals(List.of("end of the chain", "all blocked"), log);
  }

  @Test
  @Covers("TST-1")
  void waitAllTasksBlocked_whileIoArrives_waits() throws Exception {
    List<String> log = new ArrayList<>();
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      Terzetto.run(
          RunOptions.defaults(),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> {
                  Readiness readiness = Readiness.of(source);
                  for (int i = 0; i < 50; i++) {
                    readiness.waitReadable();
                    source.read(ByteBuffer.allocate(1));
                    sink.write(ByteBuffer.allocate(1)); // I/O is all that is under way
                  }
                  log.add("busy no more");
                  readiness.notifyClosing();
                });
                TaskProbe.waitAllTasksBlocked();
                sink.write(ByteBuffer.allocate(1));
                TaskProbe.waitAllTasksBlocked();
                log.add("all blocked");
              }));
    }
    assertEquals(List.of("busy no more", "all blocked"), log);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Covers("TST-1")
  void waitAllTasksBlocked_whileIoArrivesForNobody_waits(int cushionMillis) throws Exception {
    int[] reportsLeft = new int[1];
    IoBackendProvider restless =
        RealBackend.inside(real ->
            new ForwardingBackend(real) {
              private Object attachment;

              @Override
              public IoRegistration register(Object handle, Object newAttachment)
                  throws IOException {
                attachment = newAttachment;
                return super.register(handle, newAttachment);
              }

              @Override
              public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
                if (reportsLeft[0] == 0) {
                  return super.poll(timeoutNanos, sink);
                }
                reportsLeft[0]--;
                sink.ready(attachment, READ); // spurious, but a report
                return true;
              }
            });
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      assertTrue(sink.isOpen());
      source.configureBlocking(false);
      Terzetto.run(
          RunOptions.defaults().withBackend(restless),
          () -> {
            CancelScope.moveOnAfter(
                Duration.ofMillis(1), scope -> Readiness.of(source).waitReadable());
            reportsLeft[0] = 10;
            TaskProbe.waitAllTasksBlocked(Duration.ofMillis(cushionMillis));
            assertEquals(0, reportsLeft[0]);
            Readiness.of(source).notifyClosing();
          });
    }
  }

  @Test
  @Covers("TST-1")
  void waitAllTasksBlocked_withACushion_takesThatLong() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Duration cushion = Duration.ofMillis(5);
          long before = System.nanoTime();
          TaskProbe.waitAllTasksBlocked(cushion);
          assertTrue(System.nanoTime() - before >= cushion.toNanos());
          TaskProbe.assertNoCheckpoints(() ->
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Idleness.waitAllTasksBlocked(Duration.ofNanos(-1))));
        });
  }

  @Test
  @Covers({"TST-1", "TST-2", "C-55"})
  void waitAllTasksBlocked_inSeveralTasksWithEqualCushions_wakesThemTogether() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              for (String name : List.of("a", "b", "c")) {
                nursery.startSoon(name, () -> TaskProbe.waitAllTasksBlocked(Duration.ofMillis(2)));
              }
            }));
    ScheduleTrace.Pass pass = ScheduleTrace.of(recording).passOfStep("a", 1);
    assertEquals(Set.of("a", "b", "c"), Set.copyOf(pass.tasks()));
  }

  @Test
  @Covers({"TST-2", "C-55"})
  void waitAllTasksBlocked_withDifferentCushions_wakesTheShortestFirst() throws Exception {
    List<Integer> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              for (int millis : List.of(4, 0, 2, 1, 3)) {
                nursery.startSoon(() -> {
                  TaskProbe.waitAllTasksBlocked(Duration.ofMillis(millis));
                  log.add(millis);
                });
              }
            }));
    assertEquals(List.of(0, 1, 2, 3, 4), log);
  }

  @Test
  @Covers("TST-2")
  void waitAllTasksBlocked_afterAnotherWaiterWoke_startsAnew() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> {
                TaskProbe.waitAllTasksBlocked(Duration.ofMillis(5));
                log.add("long");
              });
              for (int i = 0; i < 10; i++) { // longer than the other's cushion, all in all
                TaskProbe.waitAllTasksBlocked(Duration.ofMillis(2));
                log.add("short");
              }
            }));
    assertEquals(11, log.size());
    assertEquals("long", log.getLast());
  }

  @Test
  @Covers("TST-3")
  void waitAllTasksBlocked_cancelled_throwsCancelled() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              CancelScope scope = CancelScope.create();
              Task<?> waiter =
                  nursery.startSoon(() -> {
                    scope.run(s -> TaskProbe.waitAllTasksBlocked(HOUR));
                    assertTrue(scope.cancelledCaught());
                  });
              TaskProbe.waitAllTasksBlocked();
              assertEquals(Task.State.RUNNING, waiter.state());
              scope.cancel();
              TaskProbe.waitAllTasksBlocked(); // the one that was cancelled is forgotten
              assertEquals(Task.State.SUCCEEDED, waiter.state());
            }));
  }

  @Test
  @Covers("TST-3")
  void waitAllTasksBlocked_onAStoppedClock_works() throws Exception {
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              Task<?> sleeper = nursery.startSoon(() -> Terzetto.sleep(HOUR));
              TaskProbe.waitAllTasksBlocked();
              TaskProbe.waitAllTasksBlocked(Duration.ofMillis(2));
              assertEquals(Task.State.RUNNING, sleeper.state());
              assertEquals(0, clock.nanoTime());
              nursery.cancelScope().cancel();
            }));
  }

  @Test
  @Covers("TST-3")
  void waitAllTasksBlocked_withADeadlineAhead_isCutShortByIt() throws Exception {
    MockClock clock = new MockClock(1e9); // an hour in a few microseconds
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          CancelScope scope =
              CancelScope.moveOnAfter(HOUR, s -> TaskProbe.waitAllTasksBlocked(HOUR));
          assertTrue(scope.cancelledCaught());
          assertFalse(scope.shield());
        });
  }
}
