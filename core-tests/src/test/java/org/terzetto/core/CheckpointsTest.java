package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** The single points: what they count as, when they yield, and when they throw. */
class CheckpointsTest {
  @Test
  @Covers({"CKP-4", "C-21", "CAN-32"})
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
            Gate acted = new Gate();
            nursery.startSoon(() -> {
              acted.await();
              scope.cancel();
            });
            TaskProbe.waitAllTasksBlocked();
            Checkpoints.checkpointIfCancelled();
            acted.open();
            // The second, since the canceller may be behind us in the same batch.
            Checkpoints.cancelShieldedCheckpoint();
            Checkpoints.cancelShieldedCheckpoint();
            assertTrue(scope.cancelCalled());
            log.add("returned");
            Checkpoints.checkpointIfCancelled();
            log.add("not cancelled");
          }));
      assertEquals(List.of("returned"), log);
      assertTrue(scope.cancelledCaught());
    });
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
          assertEquals(1, RunStatistics.current().tasksWaitingRead());
          nursery.cancelScope().cancel();
        });
        assertEquals(0, RunStatistics.current().tasksWaitingRead());
        sink.write(ByteBuffer.allocate(1));
        readiness.waitReadable();
        assertEquals(1, source.read(ByteBuffer.allocate(8)));
        readiness.notifyClosing();
      });
    }
  }

  private static void inTask(TaskBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), body);
  }
}
