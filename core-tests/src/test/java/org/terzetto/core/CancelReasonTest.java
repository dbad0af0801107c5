package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelReason;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Every cancellation says who cancelled, and why. */
class CancelReasonTest {
  private static CancelReason reasonHere() {
    return assertThrows(Cancelled.class, Checkpoints::checkpoint).reason();
  }

  /** Sleeps until cancelled, and tells why. */
  private static CancelReason reasonOfTheEndOfSleep() {
    return assertThrows(Cancelled.class, Terzetto::sleepForever).reason();
  }

  @Test
  @Covers("CAN-37")
  void reason_readsAsOneSentence() {
    assertEquals(
        "cancelled due to explicit",
        new CancelReason(CancelSource.EXPLICIT, null, null).toString());
    assertEquals(
        "cancelled due to deadline from task 'main'",
        new CancelReason(CancelSource.DEADLINE, null, "main").toString());
    assertEquals(
        "cancelled due to shutdown with reason 'enough'",
        new CancelReason(CancelSource.SHUTDOWN, "enough", null).toString());
    assertEquals(
        "cancelled due to nursery with reason 'it broke' from task 'child'",
        new CancelReason(CancelSource.NURSERY, "it broke", "child").toString());
  }

  @Test
  @Covers({"CAN-37", "CAN-38"})
  void cancel_withText_givesTextAndCaller() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              String me = Task.current().name();
              scope.cancel("hello");
              Cancelled cancelled = assertThrows(Cancelled.class, Checkpoints::checkpoint);
              assertEquals(
                  new CancelReason(CancelSource.EXPLICIT, "hello", me), cancelled.reason());
              assertEquals(
                  "cancelled due to explicit with reason 'hello' from task '" + me + "'",
                  cancelled.getMessage());
            }));
  }

  @Test
  @Covers("CAN-38")
  void cancel_withoutText_givesTheCallerWhoeverThatIs() throws Exception {
    List<CancelReason> reasons = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          nursery.startSoon(
              "sleeper", () -> scope.run(inside -> reasons.add(reasonOfTheEndOfSleep())));
          nursery.startSoon(
              "canceller",
              () -> {
                TaskProbe.waitAllTasksBlocked();
                scope.cancel();
              });
        }));
    assertEquals(List.of(new CancelReason(CancelSource.EXPLICIT, null, "canceller")), reasons);
  }

  @Test
  @Covers("CAN-37")
  void cancel_withNullText_isRefusedAndChangesNothing() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              assertThrows(NullPointerException.class, () -> scope.cancel(null));
              Checkpoints.checkpoint();
            }));
  }

  @Test
  @Covers("CAN-38")
  void deadline_isTheSourceHoweverItIsNoticed() throws Exception {
    MockClock clock = new MockClock();
    CancelReason deadline = new CancelReason(CancelSource.DEADLINE, null, null);
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          CancelScope.withDeadline(LoopTime.PAST)
              .run(scope -> assertEquals(deadline, reasonHere()));
          CancelScope.create()
              .run(scope -> {
                scope.deadline(LoopTime.PAST);
                assertEquals(deadline, reasonHere());
              });
          CancelScope.withTimeout(Duration.ofSeconds(1))
              .run(scope -> {
                clock.jump(Duration.ofSeconds(1));
                assertTrue(scope.cancelCalled());
                assertEquals(deadline, reasonHere());
              });
          clock.autojumpThreshold(Duration.ZERO);
          CancelScope.withTimeout(Duration.ofSeconds(1))
              .run(scope -> assertEquals(deadline, reasonOfTheEndOfSleep()));
        });
  }

  @Test
  @Covers("CAN-38")
  void nursery_whoseChildFailed_namesTheExceptionAndTheChild() throws Exception {
    List<CancelReason> reasons = new ArrayList<>();
    Terzetto.run(() ->
        assertThrows(
            ExceptionGroup.class,
            () ->
                Nursery.run(nursery -> {
                  nursery.startSoon("sleeper", () -> reasons.add(reasonOfTheEndOfSleep()));
                  nursery.startSoon(
                      "failing",
                      () -> {
                        TaskProbe.waitAllTasksBlocked();
                        throw new IOException("disk full");
                      });
                  reasons.add(reasonOfTheEndOfSleep());
                })));
    assertEquals(2, reasons.size());
    for (CancelReason reason : reasons) {
      assertEquals(CancelSource.NURSERY, reason.source());
      assertEquals("failing", reason.task());
      assertNotNull(reason.text());
      assertTrue(reason.text().contains("IOException"), reason.text());
    }
  }

  @Test
  @Covers("CAN-38")
  void nursery_whoseBodyFailed_namesTheExceptionAndTheParent() throws Exception {
    List<CancelReason> reasons = new ArrayList<>();
    String[] me = new String[1];
    Terzetto.run(() -> {
      me[0] = Task.current().name();
      assertThrows(
          ExceptionGroup.class,
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon("sleeper", () -> reasons.add(reasonOfTheEndOfSleep()));
                TaskProbe.waitAllTasksBlocked();
                throw new IOException("disk full");
              }));
    });
    assertEquals(1, reasons.size());
    assertEquals(CancelSource.NURSERY, reasons.get(0).source());
    assertEquals(me[0], reasons.get(0).task());
    assertNotNull(reasons.get(0).text());
    assertTrue(reasons.get(0).text().contains("IOException"), reasons.get(0).text());
  }

  @Test
  @Covers("CAN-38")
  void shutdown_isTheSourceForSystemTasks() throws Exception {
    List<CancelReason> reasons = new ArrayList<>();
    Terzetto.run(() -> {
      SystemTasks.spawn(
          "service",
          () -> {
            Cancelled cancelled = assertThrows(Cancelled.class, Terzetto::sleepForever);
            reasons.add(cancelled.reason());
            throw cancelled;
          });
      TaskProbe.waitAllTasksBlocked();
    });
    assertEquals(1, reasons.size());
    assertEquals(CancelSource.SHUTDOWN, reasons.get(0).source());
  }

  @Test
  @Covers("CAN-38")
  void callback_thatCancels_isAnExplicitSource() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              RunToken.current().runSoon(() -> scope.cancel("by callback"));
              CancelReason reason = reasonOfTheEndOfSleep();
              assertEquals(CancelSource.EXPLICIT, reason.source());
              assertEquals("by callback", reason.text());
            }));
  }

  @Test
  @Covers({"CAN-39", "C-36"})
  void reason_givenFirst_stays() throws Exception {
    Terzetto.run(() -> {
      CancelScope.create()
          .run(scope -> {
            scope.cancel("first");
            scope.cancel("second");
            scope.deadline(LoopTime.PAST);
            assertEquals("first", reasonHere().text());
            scope.cancel("third");
            assertEquals("first", reasonHere().text());
          });
      CancelScope.create()
          .run(scope -> {
            scope.deadline(LoopTime.PAST);
            assertEquals(CancelSource.DEADLINE, reasonHere().source());
            scope.cancel("too late");
            assertEquals(CancelSource.DEADLINE, reasonHere().source());
            assertNull(reasonHere().text());
          });
    });
  }

  @Test
  @Covers("CAN-39")
  void reason_givenBeforeEntry_stays() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel("before");
      scope.deadline(LoopTime.PAST);
      scope.run(inside -> {
        inside.cancel("after");
        assertEquals("before", reasonHere().text());
      });
    });
  }

  @Test
  @Covers("CAN-39")
  void scope_withoutReasonOfItsOwn_showsThatOfItsParent() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer ->
                CancelScope.create()
                    .run(middle -> {
                      outer.cancel("outer");
                      assertEquals("outer", reasonHere().text());
                      CancelScope.create().run(late -> assertEquals("outer", reasonHere().text()));
                    })));
  }

  @Test
  @Covers("CAN-39")
  void scope_withReasonOfItsOwn_keepsItWhenTheParentIsCancelledToo() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(outer -> {
              CancelScope.create()
                  .run(inner -> {
                    inner.cancel("inner");
                    outer.cancel("outer");
                    assertEquals("inner", reasonHere().text());
                    Checkpoints.cancelShieldedCheckpoint();
                  });
              assertEquals("outer", reasonHere().text());
            }));
  }

  @Test
  @Covers("CAN-37")
  void cancelled_hasStackTraceOnlyInDebugMode() throws Exception {
    for (boolean debug : new boolean[] {false, true}) {
      StackTraceElement[][] trace = new StackTraceElement[1][];
      Terzetto.run(
          RunOptions.defaults().withDebug(debug),
          () ->
              CancelScope.create()
                  .run(scope -> {
                    scope.cancel();
                    Cancelled cancelled = assertThrows(Cancelled.class, Checkpoints::checkpoint);
                    trace[0] = cancelled.getStackTrace();
                    throw cancelled;
                  }));
      assertEquals(debug, trace[0].length > 0);
    }
  }
}
