package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.TaskProbe;

/** Debug mode tells of a {@link Cancelled} that something caught and did not throw on. */
class SwallowedCancelTest {
  private static final RunOptions DEBUG = RunOptions.defaults().withDebug(true);

  private final LogCapture log = LogCapture.of("org.terzetto.Debug");

  @AfterEach
  void stopListening() {
    log.close();
  }

  private static void swallow() {
    assertThrows(Cancelled.class, Checkpoints::checkpoint);
  }

  @Test
  void swallowed_inDebugMode_isReportedWithTaskAndReason() throws Exception {
    Terzetto.run(
        DEBUG,
        () ->
            Nursery.run(nursery ->
                nursery.startSoon(
                    "the swallower",
                    () ->
                        CancelScope.create()
                            .run(scope -> {
                              scope.cancel("the reason");
                              swallow();
                            }))));
    assertEquals(1, log.records().size());
    LogRecord report = log.records().get(0);
    assertTrue(report.getMessage().contains("'the swallower'"), report.getMessage());
    assertTrue(report.getMessage().contains("'the reason'"), report.getMessage());
  }

  @Test
  void swallowed_fromOuterScope_isReportedWhereThatOneEnds() throws Exception {
    Terzetto.run(
        DEBUG,
        () ->
            CancelScope.create()
                .run(outer -> {
                  CancelScope.create()
                      .run(inner -> {
                        outer.cancel();
                        swallow();
                      });
                  assertEquals(List.of(), log.records(), "it may still come");
                }));
    assertEquals(1, log.records().size());
  }

  @Test
  void swallowedOnce_butThrownAgain_isNotReported() throws Exception {
    Terzetto.run(
        DEBUG,
        () ->
            CancelScope.create()
                .run(scope -> {
                  scope.cancel();
                  swallow();
                  Checkpoints.checkpoint();
                }));
    assertEquals(List.of(), log.records());
  }

  @Test
  void cancelled_thatReachesItsScope_isNotReported() throws Exception {
    Terzetto.run(
        DEBUG,
        () ->
            CancelScope.create()
                .run(scope ->
                    Nursery.run(nursery -> {
                      nursery.startSoon(Terzetto::sleepForever);
                      TaskProbe.waitAllTasksBlocked();
                      scope.cancel();
                      Terzetto.sleepForever();
                    })));
    assertEquals(List.of(), log.records());
  }

  @Test
  void cancellation_thatWasNeverThrown_isNotReported() throws Exception {
    Terzetto.run(DEBUG, () -> CancelScope.create().run(CancelScope::cancel));
    assertEquals(List.of(), log.records());
  }

  @Test
  void swallowed_withoutDebugMode_isNotReported() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withDebug(false),
        () ->
            CancelScope.create()
                .run(scope -> {
                  scope.cancel();
                  swallow();
                }));
    assertEquals(List.of(), log.records());
  }
}
