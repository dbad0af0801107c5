package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.TaskProbe;

@Covers("TST-4")
class SequencerTest {
  private final Sequencer sequencer = new Sequencer();
  private final List<Object> log = new ArrayList<>();

  @RepeatedTest(10)
  void at_inManyTasks_runsTheBlocksInOrderAndApart() throws Exception {
    inNursery(nursery -> {
      for (int i = 9; i >= 0; i--) {
        int position = i;
        nursery.startSoon(() ->
            sequencer.at(
                position,
                () -> {
                  log.add(position);
                  Checkpoints.checkpoint();
                  Checkpoints.checkpoint();
                  log.add(position + " ends");
                }));
      }
    });
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      expected.addAll(List.of(i, i + " ends"));
    }
    assertEquals(expected, log);
  }

  @Test
  void at_openPosition_isACheckpointAndDoesNotWait() throws Exception {
    inTask(() -> {
      for (int i = 0; i < 3; i++) {
        int position = i;
        TaskProbe.assertCheckpoints(() -> sequencer.at(position, () -> log.add(position)));
      }
    });
    assertEquals(List.of(0, 1, 2), log);
  }

  @Test
  void at_whosePredecessorFailed_runsAllTheSame() throws Exception {
    IOException failure = new IOException("on purpose");
    inTask(() -> {
      IOException thrown =
          assertThrows(
              IOException.class,
              () ->
                  sequencer.at(
                      0,
                      () -> {
                        throw failure;
                      }));
      assertSame(failure, thrown);
      sequencer.at(1, () -> log.add(1));
    });
    assertEquals(List.of(1), log);
  }

  @Test
  void at_positionUsedBefore_isRejected() throws Exception {
    inTask(() -> {
      sequencer.at(0, () -> {});
      assertThrows(IllegalStateException.class, () -> sequencer.at(0, () -> log.add("twice")));
      assertThrows(
          IllegalArgumentException.class, () -> sequencer.at(-1, () -> log.add("negative")));
      sequencer.at(1, () -> log.add(1)); // no harm done
    });
    assertEquals(List.of(1), log);
  }

  @Test
  void at_cancelledWhileItWaits_breaksTheSequenceForAll() throws Exception {
    CancelScope scope = CancelScope.create();
    inNursery(nursery -> {
      nursery.startSoon(() -> {
        IllegalStateException broken =
            assertThrows(
                IllegalStateException.class,
                () -> scope.run(s -> sequencer.at(1, () -> log.add("cancelled"))));
        assertInstanceOf(Cancelled.class, broken.getCause());
        log.add("broke");
      });
      for (int position : List.of(2, 3)) {
        nursery.startSoon(() -> {
          assertThrows(
              IllegalStateException.class, () -> sequencer.at(position, () -> log.add("too far")));
          log.add("noticed");
        });
      }
      TaskProbe.waitAllTasksBlocked();
      scope.cancel();
      TaskProbe.waitAllTasksBlocked();
      assertThrows(IllegalStateException.class, () -> sequencer.at(0, () -> log.add("late")));
      assertThrows(IllegalStateException.class, () -> sequencer.at(9, () -> log.add("late")));
    });
    assertEquals(List.of("broke", "noticed", "noticed"), log);
  }

  @Test
  void at_cancelledInsideItsBody_opensTheNext() throws Exception {
    inTask(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(s ->
          sequencer.at(
              0,
              () -> {
                scope.cancel();
                Terzetto.sleepForever();
              }));
      sequencer.at(1, () -> log.add(1));
    });
    assertEquals(List.of(1), log);
  }

  private static void inTask(TaskBody body) throws Exception {
    Terzetto.run(RunOptions.defaults(), body);
  }

  private static void inNursery(NurseryBody body) throws Exception {
    inTask(() -> Nursery.run(body));
  }
}
