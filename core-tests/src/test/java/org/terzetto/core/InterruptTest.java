package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.CancelReason;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Interruptions by others than the run: of a task's thread, and of the thread that called run. */
class InterruptTest {
  @ParameterizedTest
  @MethodSource("org.terzetto.core.CancelScopeTest#cancelPoints")
  void task_whoseThreadIsInterrupted_learnsItOnceAtItsNextCancelPoint(TaskBody cancelPoint)
      throws Exception {
    Terzetto.run(() -> {
      Thread me = Thread.currentThread();
      ForeignThreads.start(me::interrupt);
      ForeignThreads.await(me::isInterrupted);
      assertThrows(InterruptedException.class, cancelPoint::run);
      assertFalse(me.isInterrupted());
      Checkpoints.checkpoint();
    });
  }

  @Test
  void task_thatSetsItsOwnFlagAnew_learnsItAtItsNextCancelPoint() throws Exception {
    Terzetto.run(() -> {
      Thread.currentThread().interrupt();
      Checkpoints.cancelShieldedCheckpoint();
      assertThrows(InterruptedException.class, Checkpoints::checkpoint);
      Checkpoints.checkpoint();
    });
  }

  @Test
  void sleeper_whoseThreadIsInterrupted_learnsItWhenItWakesAtTheLatest() throws Exception {
    List<String> events = new ArrayList<>();
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              Task<?> sleeper =
                  nursery.startSoon(() -> {
                    assertThrows(
                        InterruptedException.class,
                        () -> {
                          Terzetto.sleep(Duration.ofHours(1));
                          Checkpoints.checkpoint();
                        });
                    Checkpoints.checkpoint();
                    events.add("went on");
                  });
              TaskProbe.waitAllTasksBlocked();
              ForeignThreads.join(() -> sleeper.thread().interrupt());
              clock.jump(Duration.ofHours(1));
            }));
    assertEquals(List.of("went on"), events);
  }

  @Test
  void parkedTask_whoseThreadIsInterrupted_doesNotLoseItsValue() throws Exception {
    List<Object> received = new ArrayList<>();
    TaskBody receive =
        () -> {
          received.add(Parking.park(cancellation -> Abort.SUCCEEDED));
          assertThrows(InterruptedException.class, Checkpoints::checkpoint);
        };
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> before = nursery.startSoon(receive);
          Task<?> after = nursery.startSoon(receive);
          TaskProbe.waitAllTasksBlocked();
          ForeignThreads.join(() -> before.thread().interrupt());
          Parking.reschedule(before, new Outcome.Value<>("parcel"));
          Parking.reschedule(after, new Outcome.Value<>("parcel"));
          ForeignThreads.join(() -> after.thread().interrupt());
        }));
    assertEquals(List.of("parcel", "parcel"), received);
  }

  @Test
  void blockingCall_interruptedFromOutside_throwsItsInterruptedException() throws Exception {
    AtomicBoolean entered = new AtomicBoolean();
    Terzetto.run(() -> {
      Thread me = Thread.currentThread();
      ForeignThreads.start(() -> {
        ForeignThreads.awaitBlocked(me, entered::get);
        me.interrupt();
      });
      assertThrows(
          InterruptedException.class,
          () ->
              Terzetto.blocking(() -> {
                entered.set(true);
                new LinkedBlockingQueue<>().take();
              }));
      Checkpoints.checkpoint();
    });
  }

  @Test
  void interruption_andCancellation_bothArrive() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        Thread.currentThread().interrupt();
        inside.cancel();
        assertThrows(InterruptedException.class, Checkpoints::checkpoint);
        Checkpoints.checkpoint();
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  /** Calls run on this thread, and interrupts this thread once main sleeps. */
  private static void runAndInterrupt(AtomicBoolean mainIsThere, TaskBody main) throws Exception {
    Thread caller = Thread.currentThread();
    ForeignThreads.start(() -> {
      ForeignThreads.await(mainIsThere::get);
      caller.interrupt();
    });
    Terzetto.run(main);
  }

  @Test
  void caller_interruptedWhileMainSleeps_wakesMain() {
    AtomicBoolean there = new AtomicBoolean();
    assertThrows(
        InterruptedException.class,
        () ->
            runAndInterrupt(
                there,
                () -> {
                  there.set(true);
                  Terzetto.sleepForever();
                }));
    assertFalse(Thread.interrupted(), "main has it; the caller's flag is clear");
  }

  @Test
  void caller_interruptedWhileMainIsBusy_reachesMainAtItsNextCheckpoint() {
    AtomicBoolean there = new AtomicBoolean();
    assertThrows(
        InterruptedException.class,
        () ->
            runAndInterrupt(
                there,
                () -> {
                  there.set(true);
                  while (true) {
                    Checkpoints.checkpoint();
                  }
                }));
    assertFalse(Thread.interrupted());
  }

  @Test
  void caller_interrupted_isForgottenIfMainHandlesIt() throws Exception {
    AtomicBoolean there = new AtomicBoolean();
    runAndInterrupt(
        there,
        () -> {
          there.set(true);
          assertThrows(InterruptedException.class, Terzetto::sleepForever);
          Checkpoints.checkpoint();
        });
    assertFalse(Thread.interrupted());
  }

  @Test
  void caller_interruptedBefore_reachesMainAllTheSame() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> Terzetto.run(Terzetto::sleepForever));
    assertFalse(Thread.interrupted());
  }

  @Test
  @Covers({"CAN-38"})
  void caller_interruptedWhileMainWaitsForChildren_cancelsThem() {
    AtomicBoolean there = new AtomicBoolean();
    List<CancelReason> reasons = new ArrayList<>();
    ExceptionGroup group =
        assertThrows(
            ExceptionGroup.class,
            () ->
                runAndInterrupt(
                    there,
                    () ->
                        Nursery.run(nursery ->
                            nursery.startSoon(() -> {
                              TaskProbe.waitAllTasksBlocked();
                              there.set(true);
                              Cancelled cancelled =
                                  assertThrows(Cancelled.class, Terzetto::sleepForever);
                              reasons.add(cancelled.reason());
                              throw cancelled;
                            }))));
    assertEquals(1, group.exceptions().size());
    assertInstanceOf(InterruptedException.class, group.exceptions().get(0));
    assertEquals(1, reasons.size());
    assertSame(CancelSource.INTERRUPT, reasons.get(0).source());
    assertFalse(Thread.interrupted());
  }
}
