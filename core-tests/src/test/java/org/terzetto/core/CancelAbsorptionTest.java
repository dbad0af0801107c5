package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** What a scope takes in where its block ends, and what goes on. */
class CancelAbsorptionTest {
  /** A genuine Cancelled, which only the library makes. */
  private static Cancelled newCancelled() throws InterruptedException {
    Cancelled[] caught = new Cancelled[1];
    CancelScope.create()
        .run(scope -> {
          scope.cancel();
          caught[0] = assertThrows(Cancelled.class, Checkpoints::checkpoint);
        });
    return caught[0];
  }

  @Test
  @Covers({"CAN-10", "CAN-12"})
  void run_endingWithCancelled_absorbsIt() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        Terzetto.sleepForever();
      });
      assertTrue(scope.cancelledCaught());
      Checkpoints.checkpoint();
    });
  }

  @Test
  @Covers({"CAN-10", "CAN-12"})
  void run_endingWithGroupOfNothingButCancelled_absorbsItAll() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        throw new ExceptionGroup(
            "outer", List.of(newCancelled(), new ExceptionGroup("inner", List.of(newCancelled()))));
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers({"CAN-10", "CAN-12", "CAN-13", "EXG-4"})
  void run_endingWithMixedGroup_removesEveryCancelledAndKeepsTheRest() throws Exception {
    Exception first = new IOException("first");
    Error second = new AssertionError("second");
    Exception third = new IllegalStateException("third");
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      ExceptionGroup rest =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  scope.run(inside -> {
                    inside.cancel();
                    throw new ExceptionGroup(
                        "top",
                        List.of(
                            first,
                            newCancelled(),
                            new ExceptionGroup("emptied", List.of(newCancelled())),
                            new ExceptionGroup("one left", List.of(newCancelled(), second)),
                            third));
                  }));
      assertTrue(scope.cancelledCaught());
      assertEquals("top (3 exceptions)", rest.getMessage());
      assertSame(first, rest.exceptions().get(0));
      ExceptionGroup oneLeft = assertInstanceOf(ExceptionGroup.class, rest.exceptions().get(1));
      assertEquals("one left (1 exception)", oneLeft.getMessage());
      assertEquals(List.of(second), oneLeft.exceptions());
      assertSame(third, rest.exceptions().get(2));
    });
  }

  @Test
  @Covers({"CAN-10", "CAN-15"})
  void run_thatWasNotCancelled_letsCancelledPass() throws Exception {
    Terzetto.run(() -> {
      Cancelled stray = newCancelled();
      CancelScope scope = CancelScope.create();
      Cancelled thrown =
          assertThrows(
              Cancelled.class,
              () ->
                  scope.run(inside -> {
                    throw stray;
                  }));
      assertSame(stray, thrown);
      assertFalse(scope.cancelledCaught());
    });
  }

  @Test
  @Covers({"CAN-10", "CAN-11"})
  void run_insideCancelledOuterScope_leavesTheCancelledToTheOuterOne() throws Exception {
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      CancelScope inner = CancelScope.create();
      outer.run(a ->
          inner.run(b -> {
            inner.cancel();
            outer.cancel();
            Terzetto.sleepForever();
          }));
      assertFalse(inner.cancelledCaught());
      assertTrue(outer.cancelledCaught());
    });
  }

  @Test
  @Covers("CAN-11")
  void run_outerCancelledWhileInnerCancelledIsOnItsWay_leavesItToTheOuterOne() throws Exception {
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      CancelScope inner = CancelScope.create();
      outer.run(a ->
          inner.run(b -> {
            inner.cancel();
            try {
              Terzetto.sleepForever();
            } finally {
              outer.cancel();
            }
          }));
      assertFalse(inner.cancelledCaught(), "what counts is the state when the block ends");
      assertTrue(outer.cancelledCaught());
    });
  }

  @Test
  @Covers("CAN-11")
  void run_cancelledWithCancelledOfAnotherScope_absorbsIt() throws Exception {
    Terzetto.run(() -> {
      Cancelled stray = newCancelled();
      CancelScope scope = CancelScope.create();
      scope.run(inside -> {
        inside.cancel();
        throw stray;
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers("CAN-15")
  void run_endingWithAnotherException_letsThatVeryOnePass() throws Exception {
    Terzetto.run(() -> {
      for (Throwable failure :
          List.of(
              new IOException("checked"),
              new IllegalStateException("unchecked", newCancelled()),
              new AssertionError("an error"),
              new ExceptionGroup("no Cancelled", List.of(new IOException("member"))))) {
        CancelScope scope = CancelScope.create();
        Throwable thrown =
            assertThrows(
                Throwable.class,
                () ->
                    scope.run(inside -> {
                      inside.cancel();
                      throwAny(failure);
                    }));
        assertSame(failure, thrown);
        assertFalse(scope.cancelledCaught());
      }
    });
  }

  private static void throwAny(Throwable failure) throws Exception {
    switch (failure) {
      case Exception e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(failure);
    }
  }

  @Test
  @Covers("CAN-36")
  void cancelled_rethrownAfterItsScope_leavesTheRunAsFailure() {
    Cancelled[] kept = new Cancelled[1];
    Cancelled thrown =
        assertThrows(
            Cancelled.class,
            () ->
                Terzetto.run(() -> {
                  kept[0] = newCancelled();
                  throw kept[0];
                }));
    assertSame(kept[0], thrown);
  }

  @Test
  @Covers({"CAN-10", "CAN-13", "EXG-1", "EXG-4", "C-9", "NUR-11"})
  void nursery_withCancelledOfTwoScopesAndFailure_keepsAllUntilTheOuterScopeStripsThem()
      throws Exception {
    RuntimeException failure = new IllegalStateException("the real error");
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      ExceptionGroup[] between = new ExceptionGroup[1];
      ExceptionGroup rest =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  outer.run(scope -> {
                    between[0] =
                        assertThrows(
                            ExceptionGroup.class,
                            () ->
                                Nursery.run(nursery -> {
                                  nursery.startSoon(Terzetto::sleepForever);
                                  nursery.startSoon(Terzetto::sleepForever);
                                  nursery.cancelScope().cancel();
                                  CancelScope shield = CancelScope.create();
                                  shield.shield(true);
                                  shield.run(s -> TaskProbe.waitAllTasksBlocked());
                                  nursery.startSoon(Terzetto::sleepForever);
                                  outer.cancel();
                                  nursery.startSoon(() -> {
                                    throw failure;
                                  });
                                }));
                    throw between[0];
                  }));
      assertEquals(3, between[0].leaves(Cancelled.class).size());
      assertEquals(4, between[0].exceptions().size());
      assertEquals(List.of(failure), rest.exceptions(), "still a group, though of one");
      assertTrue(outer.cancelledCaught());
    });
  }
}
