package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.TaskProbe;

/** Which operations checkpoint, and which never do. */
class OperationsTest {
  /** Every suspending operation, in the situation in which it has the least reason to wait. */
  private enum Operation {
    CHECKPOINT {
      @Override
      void run() throws Exception {
        Checkpoints.checkpoint();
      }
    },
    BUDGETED_CHECKPOINT_AFTER_CANCEL_POINT {
      @Override
      void run() throws Exception {
        Checkpoints.checkpointIfCancelled();
        Checkpoints.budgetedCheckpoint();
      }
    },
    SLEEP_ZERO {
      @Override
      void run() throws Exception {
        Terzetto.sleep(Duration.ZERO);
      }
    },
    SLEEP {
      @Override
      void run() throws Exception {
        Terzetto.sleep(Duration.ofNanos(1));
      }
    },
    SLEEP_UNTIL_NOW {
      @Override
      void run() throws Exception {
        Terzetto.sleepUntil(Terzetto.currentTime());
      }
    },
    SLEEP_UNTIL_THE_PAST {
      @Override
      void run() throws Exception {
        Terzetto.sleepUntil(LoopTime.PAST);
      }
    },
    PARK {
      @Override
      void run() throws Exception {
        Task<?> me = Task.current();
        RunToken.current().runSoon(() -> Parking.reschedule(me));
        Parking.park(cancellation -> Abort.FAILED);
      }
    },
    START {
      @Override
      void run() throws Exception {
        Nursery.run(nursery ->
            TaskProbe.assertCheckpoints(() ->
                nursery.start((TaskStatus<String> status) -> {
                  status.started("at once");
                  Checkpoints.checkpoint(); // or start would return: STA-9
                })));
      }
    },
    BLOCKING_THAT_DOES_NOT_BLOCK {
      @Override
      void run() throws Exception {
        Terzetto.blocking(() -> {});
      }
    },
    WAIT_WRITABLE_WHILE_WRITABLE {
      @Override
      void run() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
            var sink = pipe.sink()) {
          assertTrue(source.isOpen());
          sink.configureBlocking(false);
          Readiness.of(sink).waitWritable();
          Readiness.of(sink).notifyClosing();
        }
      }
    },
    WAIT_ALL_TASKS_BLOCKED {
      @Override
      void run() throws Exception {
        TaskProbe.waitAllTasksBlocked();
      }
    },
    SEQUENCER_WHOSE_TURN_IT_IS {
      @Override
      void run() throws Exception {
        new Sequencer().at(0, () -> {});
      }
    };

    abstract void run() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  @Covers("CKP-1")
  void operation_thatReturns_hasPassedACheckpoint(Operation operation) throws Exception {
    inTask(() -> {
      Points points = Points.of(operation::run);
      assertTrue(points.cancel() >= 1, points::toString);
      assertTrue(points.schedule() >= 1, points::toString);
    });
  }

  @ParameterizedTest
  @EnumSource
  @Covers("CKP-1")
  void operation_inACancelledScope_throwsCancelled(Operation operation) throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      boolean[] returned = new boolean[1];
      if (operation == Operation.PARK) {
        scope.run(s -> Parking.park(cancellation -> Abort.SUCCEEDED)); // abortable, this time
      } else if (operation == Operation.SEQUENCER_WHOSE_TURN_IT_IS) {
        scope.run(s -> assertThrows(IllegalStateException.class, operation::run)); // TST-4
        return;
      } else {
        scope.run(s -> {
          operation.run();
          returned[0] = true;
        });
      }
      assertTrue(scope.cancelledCaught());
      assertFalse(returned[0]);
    });
  }

  @Test
  @Covers("CKP-1")
  void budgetedCheckpoint_repeated_letsOthersRunSoonerOrLater() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          boolean[] ran = new boolean[1];
          nursery.startSoon(() -> ran[0] = true);
          long calls = 0;
          while (!ran[0]) {
            Points points = Points.of(Checkpoints::budgetedCheckpoint);
            assertEquals(new Points(0, 1), points);
            assertTrue(++calls < 100_000);
          }
        }));
  }

  @Test
  @Covers("CKP-2")
  void operation_thatThrows_mayOrMayNotHavePassedACheckpoint() throws Exception {
    inTask(() -> {
      Points none =
          Points.of(() ->
              assertThrows(
                  IllegalArgumentException.class, () -> Terzetto.sleep(Duration.ofNanos(-1))));
      assertEquals(new Points(0, 0), none);
      Points some =
          Points.of(() ->
              CancelScope.create()
                  .run(scope -> {
                    scope.cancel();
                    assertThrows(Cancelled.class, () -> Terzetto.sleep(Duration.ofHours(1)));
                  }));
      assertTrue(some.cancel() >= 1, some::toString);
    });
  }

  @Test
  @Covers({"CKP-3", "SCH-3"})
  void nonSuspendingCalls_whileOthersAreRunnable_passNoPointAndKeepTheTurn() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Gate gate = new Gate();
          Task<?> sleeper = nursery.startSoon(gate::await);
          Task<?> parked = nursery.startSoon(() -> Parking.park(c -> Abort.SUCCEEDED));
          TaskProbe.waitAllTasksBlocked();
          boolean[] ran = new boolean[1];
          nursery.startSoon(() -> ran[0] = true);
          Points points = Points.of(() -> callWhatDoesNotSuspend(nursery, gate, parked));
          assertEquals(new Points(0, 0), points);
          assertFalse(ran[0]);
          assertEquals(Task.State.RUNNING, sleeper.state());
        }));
  }

  private static void callWhatDoesNotSuspend(Nursery nursery, Gate gate, Task<?> parked)
      throws Exception {
    LoopTime now = Terzetto.currentTime();
    assertTrue(Terzetto.inRun() && Terzetto.inTask());

    Task<?> task = Task.current();
    task.sleepData("data");
    task.sleepData(null);
    task.parentNursery();
    task.eventualParentNursery();
    task.childNurseries();
    task.thread();
    Task.root().name();

    nursery.startSoon(() -> {});
    nursery.startSoon(() -> 8);
    nursery.childTasks();
    nursery.parentTask();
    nursery.cancelScope().cancelCalled();
    Parking.reschedule(parked, new Outcome.Value<>(8));
    gate.open();

    CancelScope.effectiveDeadline();
    CancelScope.moveOnAfter(
        Duration.ZERO,
        scope -> {
          scope.timeout(Duration.ofSeconds(1));
          scope.shield(true);
          scope.shield(false);
          scope.deadline(now);
          scope.cancel("no checkpoint inside");
        });
    CancelScope.failAt(now, scope -> {});
    CancelScope.callOrMoveOnAfter(Duration.ZERO, scope -> 8);

    RunStatistics.current();
    RunToken.current().runSoon(() -> {});
    RunToken.current().runSoonOnce("key", () -> {});
    SystemTasks.spawn("system", () -> {});
    Instrument instrument = new Instrument() {};
    Instruments.add(instrument);
    Instruments.remove(instrument);
    assertThrows(NoSuchElementException.class, () -> Instruments.remove(instrument));

    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      assertTrue(sink.isOpen());
      source.configureBlocking(false);
      Readiness.of(source).notifyClosing();
    }
  }

  @Test
  @Covers("CKP-3")
  void started_inAChild_isNoCheckpoint() throws Exception {
    inTask(() ->
        Nursery.run(nursery ->
            nursery.start((TaskStatus<String> status) ->
                TaskProbe.assertNoCheckpoints(() -> status.started("ready")))));
  }

  private static void inTask(TaskBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), body);
  }
}
