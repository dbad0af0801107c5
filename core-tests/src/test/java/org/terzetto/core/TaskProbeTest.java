package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

class TaskProbeTest {
  private final IOException failure = new IOException("on purpose");

  @Test
  @Covers("TST-5")
  void assertCheckpoints_withBothKinds_passes() throws Exception {
    inTask(() -> {
      TaskProbe.assertCheckpoints(Checkpoints::checkpoint);
      TaskProbe.assertCheckpoints(() -> {
        Checkpoints.checkpointIfCancelled();
        Checkpoints.cancelShieldedCheckpoint();
      });
    });
  }

  @Test
  @Covers("TST-5")
  void assertCheckpoints_withoutOneOfTheKinds_fails() throws Exception {
    inTask(() -> {
      for (TaskBody lacking :
          new TaskBody[] {
            () -> {}, Checkpoints::checkpointIfCancelled, Checkpoints::cancelShieldedCheckpoint
          }) {
        assertThrows(AssertionError.class, () -> TaskProbe.assertCheckpoints(lacking));
      }
      Checkpoints.checkpoint(); // points outside the block do not count
      assertThrows(AssertionError.class, () -> TaskProbe.assertCheckpoints(() -> {}));
    });
  }

  @Test
  @Covers("TST-5")
  void assertCheckpoints_aroundABlockThatThrows_passesTheExceptionOn() throws Exception {
    inTask(() ->
        assertSame(
            failure,
            assertThrows(
                IOException.class,
                () ->
                    TaskProbe.assertCheckpoints(() -> {
                      throw failure;
                    }))));
  }

  @Test
  @Covers("TST-6")
  void assertNoCheckpoints_withoutAny_passes() throws Exception {
    inTask(() -> {
      TaskProbe.assertNoCheckpoints(() -> {});
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  TaskProbe.assertNoCheckpoints(() -> {
                    throw failure;
                  })));
    });
  }

  @Test
  @Covers("TST-6")
  void assertNoCheckpoints_withEitherKind_fails() throws Exception {
    inTask(() -> {
      for (TaskBody point :
          new TaskBody[] {
            Checkpoints::checkpoint,
            Checkpoints::checkpointIfCancelled,
            Checkpoints::cancelShieldedCheckpoint
          }) {
        assertThrows(AssertionError.class, () -> TaskProbe.assertNoCheckpoints(point));
      }
    });
  }

  @Test
  @Covers("TST-6")
  void assertNoCheckpoints_aroundABlockThatThrowsAfterOne_failsAndKeepsTheException()
      throws Exception {
    inTask(() -> {
      AssertionError error =
          assertThrows(
              AssertionError.class,
              () ->
                  TaskProbe.assertNoCheckpoints(() -> {
                    Checkpoints.checkpointIfCancelled();
                    throw failure;
                  }));
      assertSame(failure, error.getCause());
    });
  }

  @Test
  @Covers({"TST-5", "TST-6"})
  void probes_outsideATask_areRejected() {
    assertThrows(IllegalStateException.class, () -> TaskProbe.assertCheckpoints(() -> {}));
    assertThrows(IllegalStateException.class, () -> TaskProbe.assertNoCheckpoints(() -> {}));
    assertThrows(IllegalStateException.class, () -> TaskProbe.waitAllTasksBlocked());
  }

  private static void inTask(TaskBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), body);
  }
}
