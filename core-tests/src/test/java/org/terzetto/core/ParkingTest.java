package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** The one way in which a task blocks, and is woken. */
class ParkingTest {
  private static Object park() throws InterruptedException {
    return Parking.park(cancellation -> Abort.SUCCEEDED);
  }

  @Test
  @Covers("ABT-1")
  void park_rescheduledWithValue_returnsIt() throws Exception {
    List<Object> received = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              nursery.startSoon(() -> {
                received.add(park());
                received.add(park());
              });
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(), received, "it sleeps until it is woken");
          Parking.reschedule(sleeper, new Outcome.Value<>("first"));
          assertEquals(List.of(), received, "it is woken, and runs later");
          TaskProbe.waitAllTasksBlocked();
          Parking.reschedule(sleeper, new Outcome.Value<>("second"));
        }));
    assertEquals(List.of("first", "second"), received);
  }

  @Test
  @Covers("ABT-1")
  void park_rescheduledWithoutValue_returnsNull() throws Exception {
    Terzetto.run(() -> {
      Task<?> me = Task.current();
      RunToken.current().runSoon(() -> Parking.reschedule(me));
      assertNull(park());
    });
  }

  @Test
  @Covers("ABT-1")
  void park_rescheduledWithError_throwsThatVeryOne() throws Exception {
    for (Throwable error : List.of(new IOException("checked"), new AssertionError("an error"))) {
      Terzetto.run(() -> {
        Task<?> me = Task.current();
        RunToken.current().runSoon(() -> Parking.reschedule(me, new Outcome.Failure<>(error)));
        assertSame(error, assertThrows(error.getClass(), ParkingTest::park));
        Checkpoints.checkpoint();
      });
    }
  }

  @Test
  @Covers("ABT-1")
  void park_passesValuesBackAndForth() throws Exception {
    List<Object> received = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> main = Task.current();
          Task<?> child =
              nursery.startSoon(() -> {
                for (int i = 0; i < 3; i++) {
                  Object value = park();
                  Parking.reschedule(main, new Outcome.Value<>(value + " back"));
                }
              });
          TaskProbe.waitAllTasksBlocked();
          for (int i = 0; i < 3; i++) {
            Parking.reschedule(child, new Outcome.Value<>("ball " + i));
            received.add(park());
          }
        }));
    assertEquals(List.of("ball 0 back", "ball 1 back", "ball 2 back"), received);
  }

  @Test
  @Covers({"ABT-1", "C-5"})
  void park_inTwoTasks_passesAValueOneWayAndAnErrorTheOther() throws Exception {
    Exception error = new IOException("from the first");
    List<Object> received = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?>[] second = new Task<?>[1];
          Task<?> first =
              nursery.startSoon(() -> {
                received.add(park());
                Parking.reschedule(second[0], new Outcome.Failure<>(error));
              });
          TaskProbe.waitAllTasksBlocked();
          second[0] =
              nursery.startSoon(() -> {
                Parking.reschedule(first, new Outcome.Value<>("from the second"));
                received.add(assertThrows(IOException.class, ParkingTest::park));
              });
        }));
    assertEquals(List.of("from the second", error), received);
  }

  @Test
  @Covers("ABT-2")
  void reschedule_twice_failsInTheSecondCallerAndKeepsTheFirstOutcome() throws Exception {
    List<Object> received = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper = nursery.startSoon(() -> received.add(park()));
          TaskProbe.waitAllTasksBlocked();
          Parking.reschedule(sleeper, new Outcome.Value<>("first"));
          assertThrows(
              IllegalStateException.class,
              () -> Parking.reschedule(sleeper, new Outcome.Value<>("second")));
        }));
    assertEquals(List.of("first"), received);
  }

  @Test
  @Covers("ABT-2")
  void reschedule_ofTaskThatDoesNotSleepInPark_failsAndChangesNothing() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> me = Task.current();
          assertThrows(IllegalStateException.class, () -> Parking.reschedule(me), "running");
          Task<?> child =
              nursery.startSoon(() -> {
                events.add("started");
                assertThrows(IllegalStateException.class, () -> Parking.reschedule(me), "runnable");
                Checkpoints.checkpoint();
                events.add("ended");
              });
          assertThrows(IllegalStateException.class, () -> Parking.reschedule(child), "not begun");
          Checkpoints.checkpoint();
          Checkpoints.checkpoint();
          Checkpoints.checkpoint();
          assertEquals(List.of("started", "ended"), events);
          assertThrows(IllegalStateException.class, () -> Parking.reschedule(child), "ended");
        }));
    assertEquals(List.of("started", "ended"), events);
  }

  @Test
  @Covers("ABT-2")
  void reschedule_fromAnotherThread_failsAndChangesNothing() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper = nursery.startSoon(() -> assertEquals("right", park()));
          TaskProbe.waitAllTasksBlocked();
          ForeignThreads.join(
              () -> assertThrows(WrongThreadException.class, () -> Parking.reschedule(sleeper)));
          ForeignThreads.join(() ->
              Terzetto.run(() ->
                  assertThrows(WrongThreadException.class, () -> Parking.reschedule(sleeper))));
          Parking.reschedule(sleeper, new Outcome.Value<>("right"));
        }));
  }

  @Test
  @Covers("ABT-9")
  void reschedule_tellsInstrumentsDuringTheCall() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () ->
            Nursery.run(nursery -> {
              Task<?> sleeper = nursery.startSoon("sleeper", ParkingTest::park);
              TaskProbe.waitAllTasksBlocked();
              recorder.clear();
              Parking.reschedule(sleeper);
              assertEquals(
                  List.of("taskScheduled sleeper"),
                  recorder.events(Hook.TASK_SCHEDULED).stream().map(Object::toString).toList());
            }));
  }

  @Test
  @Covers("ABT-9")
  void reschedule_clearsAbortHandlerAndSleepData() throws Exception {
    List<String> events = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              nursery.startSoon(() -> {
                Task.current().sleepData("note");
                Parking.park(cancellation -> {
                  events.add("aborted");
                  return Abort.SUCCEEDED;
                });
                events.add("woken");
              });
          TaskProbe.waitAllTasksBlocked();
          assertEquals("note", sleeper.sleepData());
          Parking.reschedule(sleeper);
          assertNull(sleeper.sleepData());
          nursery.cancelScope().cancel();
        }));
    assertEquals(List.of("woken"), events);
  }

  @Test
  @Covers({"ABT-1", "ABT-5"})
  void reschedule_insideShield_isNotDisturbedByCancellationOutside() throws Exception {
    List<Object> received = new ArrayList<>();
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer ->
                Nursery.run(nursery -> {
                  nursery.cancelScope().shield(true);
                  Task<?> sleeper = nursery.startSoon(() -> received.add(park()));
                  TaskProbe.waitAllTasksBlocked();
                  outer.cancel();
                  Parking.reschedule(sleeper, new Outcome.Value<>("value"));
                })));
    assertEquals(List.of("value"), received);
  }

  @Test
  @Covers("ABT-1")
  void park_outsideTask_fails() {
    assertThrows(IllegalStateException.class, ParkingTest::park);
  }

  @Test
  @Covers("ABT-1")
  void park_rescheduledWithErrorInChild_reachesTheNursery() throws Exception {
    Exception error = new IOException("handed over");
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    Task<?> sleeper = nursery.startSoon(ParkingTest::park);
                    TaskProbe.waitAllTasksBlocked();
                    Parking.reschedule(sleeper, new Outcome.Failure<>(error));
                  }));
      assertEquals(List.of(error), group.exceptions());
      assertTrue(List.of(error.getSuppressed()).size() >= 1, "with its TaskTrace");
    });
  }
}
