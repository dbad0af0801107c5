package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.terzetto.testing.MockClock;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.TaskProbe;

/** Which calls are cancel points, which are schedule points, and which are neither. */
class CheckpointsTest {
  /** How many points of each kind a block passed. */
  private record Points(long cancel, long schedule) {
    static Points of(TaskBody body) throws Exception {
      Task<?> task = Task.current();
      long cancelBefore = task.cancelPoints();
      long scheduleBefore = task.schedulePoints();
      body.run();
      return new Points(task.cancelPoints() - cancelBefore, task.schedulePoints() - scheduleBefore);
    }
  }

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

  @Test
  @Covers("CKP-4")
  void checkpoint_afterADeadlinePassed_noticesItAtOnce() throws Exception {
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          for (TaskBody point :
              List.<TaskBody>of(
                  Checkpoints::checkpoint,
                  () -> Terzetto.sleep(Duration.ZERO),
                  () -> Terzetto.sleepUntil(LoopTime.PAST))) {
            CancelScope scope =
                CancelScope.moveOnAfter(
                    Duration.ofSeconds(1),
                    s -> {
                      clock.jump(Duration.ofSeconds(1));
                      point.run();
                      throw new AssertionError("not cancelled");
                    });
            assertTrue(scope.cancelledCaught());
          }
        });
  }

  @Test
  @Covers("CKP-5")
  void checkpointIfCancelled_notCancelled_returnsWithoutYielding() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          boolean[] ran = new boolean[1];
          nursery.startSoon(() -> ran[0] = true);
          Points points = Points.of(Checkpoints::checkpointIfCancelled);
          assertEquals(new Points(1, 0), points);
          assertFalse(ran[0]);
        }));
  }

  @Test
  @Covers("CKP-5")
  void checkpointIfCancelled_cancelled_yieldsAndThrows() throws Exception {
    inTask(() -> {
      List<String> log = new ArrayList<>();
      CancelScope scope = CancelScope.create();
      scope.run(s ->
          Nursery.run(nursery -> {
            for (int i = 0; i < 10; i++) { // some of them before us, if in one batch
              nursery.startSoon(() -> log.add("other"));
            }
            scope.cancel();
            try {
              Checkpoints.checkpointIfCancelled();
            } finally {
              log.add("cancelled");
            }
          }));
      assertTrue(scope.cancelledCaught());
      assertEquals(11, log.size());
      assertTrue(log.contains("cancelled"));
    });
  }

  @Test
  @Covers("CKP-5")
  void checkpointIfCancelled_cancelled_takesASecondStep() throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      Points points = Points.of(() -> scope.run(s -> Checkpoints.checkpointIfCancelled()));
      assertTrue(scope.cancelledCaught());
      assertTrue(points.cancel() >= 1 && points.schedule() >= 1, points::toString);
    });
  }

  @Test
  @Covers("CKP-6")
  void cancelShieldedCheckpoint_everywhere_isASchedulePointOnly() throws Exception {
    inTask(() -> {
      assertEquals(new Points(0, 1), Points.of(Checkpoints::cancelShieldedCheckpoint));
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(
          s -> assertEquals(new Points(0, 1), Points.of(Checkpoints::cancelShieldedCheckpoint)));
      assertFalse(scope.cancelledCaught());
    });
  }

  @Test
  @Covers("CKP-6")
  void cancelShieldedCheckpoint_inACancelledScope_letsOthersRun() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          boolean[] ran = new boolean[1];
          nursery.startSoon(() -> ran[0] = true);
          CancelScope scope = CancelScope.create();
          scope.cancel();
          scope.run(s -> {
            // The first may come back before the other had its turn in the same batch.
            Checkpoints.cancelShieldedCheckpoint();
            Checkpoints.cancelShieldedCheckpoint();
          });
          assertTrue(ran[0]);
        }));
  }

  /** An operation as authors of libraries write it. */
  private static void act(List<String> log) throws InterruptedException {
    Checkpoints.checkpointIfCancelled();
    log.add("acted");
    Checkpoints.cancelShieldedCheckpoint();
  }

  @Test
  @Covers("CKP-7")
  void ifCancelledActShieldedYield_notCancelled_isAFullCheckpoint() throws Exception {
    inTask(() -> {
      List<String> log = new ArrayList<>();
      TaskProbe.assertCheckpoints(() -> act(log));
      assertEquals(List.of("acted"), log);
    });
  }

  @Test
  @Covers("CKP-7")
  void ifCancelledActShieldedYield_cancelled_doesNotAct() throws Exception {
    inTask(() -> {
      List<String> log = new ArrayList<>();
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> act(log));
      assertTrue(scope.cancelledCaught());
      assertEquals(List.of(), log);
    });
  }

  @Test
  @Covers("CKP-7")
  void ifCancelledActShieldedYield_cancelledWhileItYields_returnsNormally() throws Exception {
    inTask(() -> {
      List<String> log = new ArrayList<>();
      CancelScope scope = CancelScope.create();
      scope.run(s ->
          Nursery.run(nursery -> {
            nursery.startSoon(() -> {
              act(log);
              log.add("returned");
              act(log);
            });
            nursery.startSoon(() -> scope.cancel());
          }));
      // The canceller may have been first of the two: then there was no action at all.
      assertTrue(log.isEmpty() || log.equals(List.of("acted", "returned")), () -> log.toString());
    });
  }

  @Test
  @Covers("CKP-8")
  void nursery_openedAndClosed_isASchedulePointAtTheEndOnly() throws Exception {
    inTask(() -> {
      Task<?> task = Task.current();
      long cancelPoints = task.cancelPoints();
      long schedulePoints = task.schedulePoints();
      Nursery.run(nursery -> {
        assertEquals(cancelPoints, task.cancelPoints());
        assertEquals(schedulePoints, task.schedulePoints());
      });
      assertEquals(cancelPoints, task.cancelPoints());
      assertTrue(task.schedulePoints() > schedulePoints);
    });
  }

  @Test
  @Covers("CKP-8")
  void nursery_inACancelledScope_opensAndClosesUnharmed() throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      List<String> log = new ArrayList<>();
      scope.run(s -> {
        Nursery.run(nursery -> log.add("empty"));
        Nursery.run(nursery ->
            nursery.startSoon(() -> {
              Checkpoints.cancelShieldedCheckpoint();
              log.add("child");
            }));
        log.add("behind");
      });
      assertFalse(scope.cancelledCaught());
      assertEquals(List.of("empty", "child", "behind"), log);
    });
  }

  @Test
  @Covers("CKP-8")
  void nursery_closedWithoutChildren_letsOthersRun() throws Exception {
    inTask(() ->
        Nursery.run(outer -> {
          boolean[] ran = new boolean[1];
          outer.startSoon(() -> ran[0] = true);
          Nursery.run(inner -> {});
          Nursery.run(inner -> {}); // the first may have been before the other in its batch
          assertTrue(ran[0]);
        }));
  }

  @Test
  @Covers("CKP-10")
  void waitReadable_cancelled_leavesEverythingAsItWas() throws Exception {
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      inTask(() -> {
        Readiness readiness = Readiness.of(source);
        Nursery.run(nursery -> {
          nursery.startSoon(readiness::waitReadable);
          TaskProbe.waitAllTasksBlocked();
          assertEquals(1 + idleReaders(), RunStatistics.current().tasksWaitingRead());
          nursery.cancelScope().cancel();
        });
        assertEquals(idleReaders(), RunStatistics.current().tasksWaitingRead());
        sink.write(ByteBuffer.allocate(1));
        readiness.waitReadable();
        assertEquals(1, source.read(ByteBuffer.allocate(8)));
        readiness.notifyClosing();
      });
    }
  }

  /** Zero, unless the run itself waits for a channel. */
  private static int idleReaders() {
    return 0;
  }

  @Test
  @Covers("CKP-13")
  void sleep_zero_equalsCheckpoint() throws Exception {
    inTask(() -> {
      Points checkpoint = Points.of(Checkpoints::checkpoint);
      assertEquals(checkpoint, Points.of(() -> Terzetto.sleep(Duration.ZERO)));
      assertEquals(checkpoint, Points.of(() -> Terzetto.sleepUntil(LoopTime.PAST)));
      assertEquals(checkpoint, Points.of(() -> Terzetto.sleepUntil(Terzetto.currentTime())));
    });
  }

  @Test
  @Covers("CKP-13")
  void sleepUntil_past_doesNotBlock() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock()), // it stands: a real sleep would not end
        () -> {
          Terzetto.sleep(Duration.ZERO);
          Terzetto.sleepUntil(Terzetto.currentTime());
          Terzetto.sleepUntil(Terzetto.currentTime().minus(Duration.ofSeconds(1)));
        });
  }

  @Test
  @Covers("CKP-13")
  void sleep_negative_isRejectedBeforeAnythingElse() throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s ->
          TaskProbe.assertNoCheckpoints(() ->
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Terzetto.sleep(Duration.ofSeconds(Long.MIN_VALUE)))));
    });
  }

  @Test
  @Covers("CKP-13")
  void sleep_longerThanTimeItself_sleepsForEver() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
        () -> {
          CancelScope scope =
              CancelScope.moveOnAfter(
                  Duration.ofDays(36_500), s -> Terzetto.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
          assertTrue(scope.cancelledCaught());
        });
  }

  @Test
  @Covers("CKP-14")
  void sleepForever_cancelled_endsWithCancelled() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper = nursery.startSoon(Terzetto::sleepForever);
          TaskProbe.waitAllTasksBlocked();
          assertEquals(Task.State.RUNNING, sleeper.state());
          nursery.cancelScope().cancel();
          TaskBody wait = TaskProbe::waitAllTasksBlocked;
          CancelScope shield = CancelScope.create();
          shield.shield(true);
          shield.run(s -> wait.run());
          assertEquals(Task.State.CANCELLED, sleeper.state());
        }));
  }

  @Test
  @Covers("CKP-14")
  void sleepForever_rescheduledByHand_throwsIllegalState() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Task<IllegalStateException> sleeper =
              nursery.startSoon(
                  () -> assertThrows(IllegalStateException.class, Terzetto::sleepForever));
          TaskProbe.waitAllTasksBlocked();
          Parking.reschedule(sleeper);
        }));
  }

  @Test
  @Covers("CKP-15")
  void sleepData_whenRescheduled_isCleared() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              nursery.startSoon(() -> {
                Task.current().sleepData("what I wait for");
                Parking.park(cancellation -> Abort.SUCCEEDED);
                assertNull(Task.current().sleepData());
              });
          TaskProbe.waitAllTasksBlocked();
          assertEquals("what I wait for", sleeper.sleepData());
          Parking.reschedule(sleeper);
          assertNull(sleeper.sleepData());
        }));
  }

  @Test
  @Covers("CKP-15")
  void sleepData_whenCancelled_isThereForTheAbortHandlerAndClearedBehindIt() throws Exception {
    inTask(() ->
        Nursery.run(nursery -> {
          List<Object> seen = new ArrayList<>();
          Task<?> sleeper =
              nursery.startSoon(() -> {
                Task<?> me = Task.current();
                me.sleepData("what I wait for");
                Parking.park(cancellation -> {
                  seen.add(me.sleepData());
                  return Abort.SUCCEEDED;
                });
              });
          TaskProbe.waitAllTasksBlocked();
          nursery.cancelScope().cancel();
          assertEquals(List.of("what I wait for"), seen);
          assertNull(sleeper.sleepData());
        }));
  }

  private static void inTask(TaskBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), body);
  }
}
