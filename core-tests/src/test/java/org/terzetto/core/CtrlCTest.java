package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.SigintException;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.guest.GuestRun;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Ctrl-C on its way to the main task; where it comes from is the business of {@code io}. */
class CtrlCTest {
  private final Keyboard keyboard = new Keyboard();

  @ParameterizedTest
  @MethodSource("org.terzetto.core.CancelScopeTest#cancelPoints")
  @Covers({"KEY-2", "KEY-3", "KEY-4", "C-47"})
  void press_whileMainRuns_isDeliveredOnceAtItsNextCancelPoint(TaskBody cancelPoint)
      throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        keyboard.options(),
        () -> {
          assertTrue(keyboard.press());
          log.add("went on");
          assertThrows(SigintException.class, cancelPoint::run);
          Checkpoints.checkpoint();
          Checkpoints.checkpointIfCancelled();
          log.add("once");
        });
    assertEquals(List.of("went on", "once"), log);
    assertEquals(1, keyboard.opened);
    assertEquals(1, keyboard.closed);
  }

  @Test
  @Covers("KEY-2")
  void press_whileAllSleep_wakesMain() {
    AtomicBoolean asleep = new AtomicBoolean();
    ForeignThreads.start(() -> {
      ForeignThreads.await(asleep::get);
      assertTrue(keyboard.press());
    });
    assertThrows(
        SigintException.class,
        () ->
            Terzetto.run(
                keyboard.options(),
                () -> {
                  SystemTasks.spawn(
                      "observer",
                      () -> {
                        TaskProbe.waitAllTasksBlocked();
                        asleep.set(true);
                        Terzetto.sleepForever();
                      });
                  Terzetto.sleepForever();
                }));
  }

  @Test
  @Covers("KEY-2")
  void press_whileMainStartsAChildThatThenFails_bothAreThrown() {
    IOException cleanup = new IOException("of the child");
    ExceptionGroup group =
        assertThrows(
            ExceptionGroup.class,
            () ->
                Terzetto.run(
                    keyboard.options(),
                    () ->
                        Nursery.run(nursery ->
                            nursery.start(status -> {
                              try {
                                keyboard.press();
                                Terzetto.sleepForever();
                              } catch (Cancelled cancelled) {
                                throw cleanup;
                              }
                            }))));
    assertEquals(1, group.leaves(SigintException.class).size());
    assertEquals(List.of(cleanup), group.leaves(IOException.class));
  }

  @Test
  @Covers({"KEY-2", "KEY-3"})
  void press_whileAnotherTaskRuns_leavesThatAlone() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        keyboard.options(),
        () -> {
          SystemTasks.spawn(
              "system",
              () -> {
                keyboard.press();
                Checkpoints.checkpoint();
                Checkpoints.checkpoint();
                log.add("system task went on");
              });
          assertThrows(SigintException.class, Terzetto::sleepForever);
          TaskProbe.waitAllTasksBlocked();
          log.add("main");
        });
    assertEquals(List.of("system task went on", "main"), log);
  }

  @Test
  @Covers("KEY-2")
  void press_whileMainIsInABlockingRegion_interruptsThat() throws Exception {
    AtomicBoolean inside = new AtomicBoolean();
    Terzetto.run(
        keyboard.options(),
        () -> {
          Thread main = Thread.currentThread();
          ForeignThreads.start(() -> {
            ForeignThreads.awaitBlocked(main, inside::get);
            keyboard.press();
          });
          assertThrows(
              SigintException.class,
              () ->
                  Terzetto.blocking(() -> {
                    inside.set(true);
                    new LinkedBlockingQueue<>().take();
                  }));
        });
  }

  @ParameterizedTest
  @MethodSource("org.terzetto.core.CancelScopeTest#cancelPoints")
  @Covers({"KEY-4", "C-47"})
  void press_inACancelledScope_comesFirst(TaskBody cancelPoint) throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        keyboard.options(),
        () ->
            CancelScope.create()
                .run(scope -> {
                  scope.cancel();
                  keyboard.press();
                  assertThrows(SigintException.class, cancelPoint::run);
                  assertThrows(Cancelled.class, cancelPoint::run);
                  log.add("both");
                }));
    assertEquals(List.of("both"), log);
  }

  @Test
  @Covers({"KEY-4", "KEY-8"})
  void press_again_isRefusedWhileOneIsPending() throws Exception {
    Terzetto.run(
        keyboard.options(),
        () -> {
          assertTrue(keyboard.press());
          assertFalse(keyboard.press());
          assertThrows(SigintException.class, Checkpoints::checkpoint);
          assertTrue(keyboard.press());
          assertThrows(SigintException.class, Checkpoints::checkpoint);
        });
    assertFalse(keyboard.press(), "the run is over");
  }

  @Test
  @Covers("KEY-5")
  void press_whileMainWaitsForChildren_cancelsThemAndJoinsTheGroup() {
    List<Cancelled> seen = new ArrayList<>();
    ExceptionGroup group =
        assertThrows(
            ExceptionGroup.class,
            () ->
                Terzetto.run(
                    keyboard.options(),
                    () ->
                        Nursery.run(nursery ->
                            nursery.startSoon(() -> {
                              TaskProbe.waitAllTasksBlocked();
                              keyboard.press();
                              seen.add(assertThrows(Cancelled.class, Terzetto::sleepForever));
                              throw seen.getFirst();
                            }))));
    assertEquals(1, group.exceptions().size());
    assertInstanceOf(SigintException.class, group.exceptions().getFirst());
    assertSame(CancelSource.INTERRUPT, seen.getFirst().reason().source());
    assertTrue(seen.getFirst().reason().toString().contains("Ctrl-C"));
  }

  @Test
  @Covers({"KEY-6", "C-47"})
  void press_beforeMainStarts_isRaisedAtItsFirstCheckpoint() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        keyboard.pressEarly().options(),
        () -> {
          log.add("started");
          assertThrows(SigintException.class, Checkpoints::checkpoint);
          Checkpoints.checkpoint();
        });
    assertEquals(List.of("started"), log);
  }

  @Test
  @Covers({"KEY-6", "C-47"})
  void press_tooLateForMain_isRaisedByRun() {
    SigintException late =
        assertThrows(
            SigintException.class,
            () ->
                Terzetto.run(
                    keyboard.options(),
                    () -> {
                      keyboard.press();
                      return "no checkpoint any more";
                    }));
    assertEquals(0, late.getSuppressed().length);
  }

  @Test
  @Covers("KEY-6")
  void press_afterMainHasFailed_carriesItsError() {
    IOException failure = new IOException("main");
    SigintException late =
        assertThrows(
            SigintException.class,
            () ->
                Terzetto.run(
                    keyboard.options(),
                    () -> {
                      SystemTasks.spawn("late", this::pressWhenCancelled);
                      Checkpoints.checkpoint();
                      throw failure;
                    }));
    assertEquals(List.of(failure), List.of(late.getSuppressed()));
  }

  private void pressWhenCancelled() throws InterruptedException {
    try {
      Terzetto.sleepForever();
    } finally {
      assertTrue(keyboard.press());
    }
  }

  @Test
  @Covers({"KEY-6", "C-47"})
  void press_inTheVeryLastCallback_isRaisedByRun() {
    assertThrows(
        SigintException.class,
        () -> Terzetto.run(keyboard.options(), () -> pressInTheLastCallback(RunToken.current())));
  }

  /** Submits itself again and again; once that is refused, nothing else will run any more. */
  private void pressInTheLastCallback(RunToken token) {
    try {
      token.runSoon(() -> pressInTheLastCallback(token));
    } catch (RunFinishedException e) {
      assertTrue(keyboard.press());
    }
  }

  @Test
  @Covers("KEY-6")
  void press_inARunThatBreaks_isNotLost() {
    TerzettoInternalError error =
        assertThrows(
            TerzettoInternalError.class,
            () ->
                Terzetto.run(
                    keyboard.options(),
                    () -> {
                      SystemTasks.spawn(
                          "broken",
                          () -> {
                            throw new IOException("broken");
                          });
                      assertThrows(Cancelled.class, Terzetto::sleepForever);
                      keyboard.press();
                    }));
    assertInstanceOf(SigintException.class, error.getSuppressed()[0]);
  }

  @Test
  @Covers({"KEY-7", "C-47"})
  void press_whileMainRefusesToAbort_waits() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        keyboard.options(),
        () -> {
          Task<?> main = Task.current();
          SystemTasks.spawn(
              "waker",
              () -> {
                TaskProbe.waitAllTasksBlocked();
                keyboard.press();
                TaskProbe.waitAllTasksBlocked();
                log.add("still asleep");
                Parking.reschedule(main);
              });
          Parking.park(cancellation -> Abort.FAILED);
          log.add("woken");
          Checkpoints.cancelShieldedCheckpoint();
          log.add("not by a shielded checkpoint");
          assertThrows(SigintException.class, Checkpoints::checkpoint);
        });
    assertEquals(List.of("still asleep", "woken", "not by a shielded checkpoint"), log);
  }

  @Test
  @Covers({"KEY-7", "C-47"})
  void press_whileMainAbortsSlowly_isDeliveredByWhoeverWakesIt() throws Exception {
    List<SigintException> delivered = new ArrayList<>();
    Terzetto.run(
        keyboard.options(),
        () -> {
          Task<?> main = Task.current();
          RunToken token = RunToken.current();
          keyboard.press();
          delivered.add(
              assertThrows(
                  SigintException.class,
                  () ->
                      Parking.park(cancellation -> {
                        Throwable handedOver = cancellation.exception();
                        token.runSoon(
                            () -> Parking.reschedule(main, new Outcome.Failure<>(handedOver)));
                        return Abort.FAILED;
                      })));
          Checkpoints.checkpoint();
        });
    assertEquals(1, delivered.size());
  }

  @Test
  @Covers("GST-11")
  void press_inAGuest_reachesItsMain() {
    PollWatch.Notes notes = new PollWatch.Notes();
    TestHost host = new TestHost();
    GuestRun<String> guest =
        GuestRun.start(
            notes.options().withInterrupts(keyboard),
            host,
            () -> {
              Terzetto.sleepForever();
              return "never";
            });
    assertThrows(
        SigintException.class,
        () -> {
          host.stepUntilItWaits(notes);
          ForeignThreads.join(() -> assertTrue(keyboard.press()));
          host.finish(guest);
        });
    assertEquals(1, keyboard.closed);
  }

  @Test
  @Covers("KEY-1")
  void source_thatFails_breaksTheRun() {
    IllegalStateException failure = new IllegalStateException("no keyboard");
    RunOptions options =
        RunOptions.defaults()
            .withInterrupts(interruptMain -> {
              throw failure;
            });
    TerzettoInternalError error =
        assertThrows(TerzettoInternalError.class, () -> Terzetto.run(options, () -> "never"));
    assertSame(failure, error.getCause());
  }
}
