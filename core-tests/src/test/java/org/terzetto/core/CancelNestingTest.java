package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Scopes in scopes: which one absorbs, and how deep and how wide it may go. */
class CancelNestingTest {
  /** Some of these take the loop for long, and mean to. */
  private static final RunOptions UNWATCHED = RunOptions.defaults().withLongStep(Duration.ZERO);

  @Test
  @Covers({"CAN-11", "C-15"})
  void nested_innerTwoCancelled_theOutermostCancelledOneAbsorbs() throws Exception {
    Terzetto.run(
        UNWATCHED,
        () -> {
          CancelScope first = CancelScope.create();
          CancelScope second = CancelScope.create();
          CancelScope third = CancelScope.create();
          List<String> events = new ArrayList<>();
          first.run(a -> {
            second.run(b -> {
              third.run(c -> {
                third.cancel();
                second.cancel();
                Terzetto.sleepForever();
              });
              events.add("behind the third");
            });
            events.add("behind the second");
          });
          assertEquals(List.of("behind the second"), events);
          assertTrue(third.cancelCalled());
          assertFalse(third.cancelledCaught());
          assertTrue(second.cancelledCaught());
          assertFalse(first.cancelCalled());
          assertFalse(first.cancelledCaught());
        });
  }

  @Test
  @Covers({"CAN-1", "CAN-11"})
  void nested_innerCancelled_leavesTheOuterOneAlone() throws Exception {
    Terzetto.run(
        UNWATCHED,
        () ->
            CancelScope.create()
                .run(outer -> {
                  CancelScope inner = CancelScope.create();
                  inner.run(scope -> {
                    scope.cancel();
                    Terzetto.sleepForever();
                  });
                  assertTrue(inner.cancelledCaught());
                  assertFalse(outer.cancelCalled());
                  Checkpoints.checkpoint();
                }));
  }

  @Test
  @Covers("CAN-1")
  void nested_enteredInCancelledScope_isCancelledFromTheStart() throws Exception {
    Terzetto.run(
        UNWATCHED,
        () ->
            CancelScope.create()
                .run(outer -> {
                  outer.cancel();
                  CancelScope inner = CancelScope.create();
                  assertThrows(Cancelled.class, () -> inner.run(scope -> Checkpoints.checkpoint()));
                  assertFalse(inner.cancelCalled(), "not itself");
                  assertFalse(inner.cancelledCaught());
                }));
  }

  /** Each level is a task of its own, so that the depth costs no stack but the cancellation's. */
  private static void descend(int levels, Runnable atTheBottom) throws InterruptedException {
    Nursery.run(nursery ->
        nursery.startSoon(() -> {
          if (levels > 0) {
            descend(levels - 1, atTheBottom);
          } else {
            atTheBottom.run();
            Terzetto.sleepForever();
          }
        }));
  }

  @Test
  @Covers("CAN-41")
  void nested_tenThousandNurseriesDeep_areCancelledFromOutside() throws Exception {
    Terzetto.run(
        UNWATCHED,
        () -> {
          CancelScope outermost = CancelScope.create();
          boolean[] reached = {false};
          outermost.run(scope ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> descend(10_000, () -> reached[0] = true));
                Checkpoints.checkpoint();
                TaskProbe.waitAllTasksBlocked();
                assertTrue(reached[0]);
                outermost.cancel();
              }));
          assertTrue(outermost.cancelledCaught());
        });
  }

  @Test
  @Covers("CAN-41")
  void nested_tenThousandNurseriesDeep_shieldedAtTheTop_areCancelledWhenItFalls() throws Exception {
    Terzetto.run(
        UNWATCHED,
        () -> {
          CancelScope outermost = CancelScope.create();
          outermost.run(scope ->
              Nursery.run(nursery -> {
                nursery.cancelScope().shield(true);
                nursery.startSoon(() -> descend(10_000, () -> {}));
                TaskProbe.waitAllTasksBlocked();
                outermost.cancel();
                TaskProbe.waitAllTasksBlocked();
                nursery.cancelScope().shield(false);
              }));
          assertTrue(outermost.cancelledCaught());
        });
  }

  private static void enter(int levels, CancelScope outermost) throws InterruptedException {
    CancelScope.create()
        .run(scope -> {
          if (levels > 0) {
            enter(levels - 1, outermost);
          } else {
            outermost.cancel();
            Checkpoints.checkpoint();
          }
        });
  }

  /** As many as an ordinary stack carries; a wrong recursion here would need several times that. */
  @Test
  @Covers("CAN-41")
  void nested_fiveHundredScopesInOneTask_areCancelledFromTheOutermost() throws Exception {
    Terzetto.run(
        UNWATCHED,
        () -> {
          CancelScope outermost = CancelScope.create();
          outermost.run(scope -> enter(500, outermost));
          assertTrue(outermost.cancelledCaught());
        });
  }

  @Test
  @Covers({"CAN-41", "EXG-1"})
  void nested_thousandNurseriesDeep_carryTheFailureOfTheInnermostOne() throws Exception {
    RuntimeException failure = new IllegalStateException("at the bottom");
    Terzetto.run(
        UNWATCHED,
        () -> {
          ExceptionGroup group =
              assertThrows(
                  ExceptionGroup.class,
                  () ->
                      descend(
                          1_000,
                          () -> {
                            throw failure;
                          }));
          assertEquals(List.of(failure), group.leaves(Throwable.class));
        });
  }

  @Test
  @Covers({"CAN-3", "CAN-41"})
  void siblings_hundredThousandSleepersInScopesOfTheirOwn_areCancelledAtOnce() throws Exception {
    int sleepers = 100_000;
    Terzetto.run(
        UNWATCHED,
        () -> {
          int[] woken = {0};
          CancelScope all = CancelScope.create();
          all.run(scope ->
              Nursery.run(nursery -> {
                for (int i = 0; i < sleepers; i++) {
                  nursery.startSoon(() -> {
                    CancelScope own = CancelScope.create();
                    try {
                      own.run(inside -> Terzetto.sleepForever());
                    } finally {
                      woken[0]++;
                      assertFalse(own.cancelledCaught());
                    }
                  });
                }
                TaskProbe.waitAllTasksBlocked();
                assertEquals(0, woken[0]);
                all.cancel();
              }));
          assertEquals(sleepers, woken[0]);
          assertTrue(all.cancelledCaught());
        });
  }

  @Test
  @Covers({"CAN-3", "CAN-12"})
  void siblings_hundredThousandScopesCancelledOneByOne_endEachOnItsOwn() throws Exception {
    int sleepers = 100_000;
    Terzetto.run(
        UNWATCHED,
        () -> {
          List<CancelScope> scopes = new ArrayList<>();
          Nursery.run(nursery -> {
            for (int i = 0; i < sleepers; i++) {
              CancelScope scope = CancelScope.create();
              scopes.add(scope);
              nursery.startSoon(() -> scope.run(inside -> Terzetto.sleepForever()));
            }
            TaskProbe.waitAllTasksBlocked();
            scopes.forEach(CancelScope::cancel);
          });
          assertTrue(scopes.stream().allMatch(CancelScope::cancelledCaught));
        });
  }
}
