package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;

/**
 * The watchdog reports steps that are too long. No test here measures time: the long step lasts
 * until it has been reported.
 */
class WatchdogTest {
  private final CountDownLatch aboutHog = new CountDownLatch(1);
  private final LogCapture log = LogCapture.of("org.terzetto.Watchdog", this::notice);
  private final RunOptions strict = RunOptions.defaults().withLongStep(Duration.ofMillis(1));

  @AfterEach
  void stopListening() {
    log.close();
  }

  private void notice(LogRecord report) {
    if (isAbout(report, "hog")) {
      aboutHog.countDown();
    }
  }

  private static boolean isAbout(LogRecord report, String task) {
    return report.getMessage().contains("'" + task + "'");
  }

  private List<LogRecord> reportsAbout(String task) {
    return log.records().stream().filter(report -> isAbout(report, task)).toList();
  }

  private static boolean shows(LogRecord report, String method) {
    return Stream.of(report.getThrown().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private void spinUntilReported() {
    while (aboutHog.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private void blockUntilReported() throws InterruptedException {
    aboutHog.await();
  }

  @Test
  void step_thatComputesForLong_isReportedWithNameAndStack() throws Exception {
    Terzetto.run(
        strict, () -> Nursery.run(nursery -> nursery.startSoon("hog", this::spinUntilReported)));
    LogRecord report = reportsAbout("hog").get(0);
    assertEquals(Level.WARNING, report.getLevel());
    assertNotNull(report.getThrown());
    assertTrue(shows(report, "spinUntilReported"));
  }

  @Test
  void step_thatBlocksForLong_isReportedWithNameAndStack() throws Exception {
    Terzetto.run(
        strict, () -> Nursery.run(nursery -> nursery.startSoon("hog", this::blockUntilReported)));
    assertTrue(shows(reportsAbout("hog").get(0), "blockUntilReported"));
  }

  @Test
  void step_thatGoesOnAfterItsReport_isReportedOnce() throws Exception {
    Terzetto.run(
        strict,
        () ->
            Nursery.run(nursery ->
                nursery.startSoon(
                    "hog",
                    () -> {
                      spinUntilReported();
                      // Three more reports, about others, while this step goes on.
                      for (String other : List.of("first", "second", "third")) {
                        ForeignThreads.join(() -> runUntilReported(other));
                      }
                    })));
    assertEquals(1, reportsAbout("hog").size());
  }

  /** A run whose one child holds its loop until the watchdog says so. */
  private void runUntilReported(String name) throws Exception {
    Terzetto.run(
        strict,
        () ->
            Nursery.run(nursery ->
                nursery.startSoon(
                    name, () -> ForeignThreads.await(() -> !reportsAbout(name).isEmpty()))));
  }

  @Test
  void limitOfZero_turnsTheWatchdogOff() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withLongStep(Duration.ZERO),
        () ->
            Nursery.run(nursery ->
                nursery.startSoon(
                    "unwatched", () -> ForeignThreads.join(() -> runUntilReported("other")))));
    assertEquals(List.of(), reportsAbout("unwatched"));
  }

  @Test
  void blockingRegion_isNoLongStep() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    Terzetto.run(
        strict,
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(
                  "outsider",
                  () ->
                      Terzetto.blocking(() -> {
                        inside.countDown();
                        blockUntilReported();
                      }));
              Ticker.until(() -> inside.getCount() == 0);
              nursery.startSoon("hog", this::spinUntilReported);
            }));
    assertFalse(
        reportsAbout("outsider").stream().anyMatch(report -> shows(report, "blockUntilReported")));
  }
}
