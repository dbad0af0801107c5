package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** What a run tells about itself: counts and deadlines. */
class RunStatisticsTest {
  @Test
  @Covers({"RUN-9", "TOK-13", "C-6"})
  void current_countsAreExact() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock()),
        () -> {
          TaskProbe.waitAllTasksBlocked();
          assertCounts(3, 0, 0);
          Nursery.run(nursery -> {
            nursery.startSoon(() -> Terzetto.sleepForever());
            assertCounts(4, 1, 0);
            TaskProbe.waitAllTasksBlocked();
            assertCounts(4, 0, 0);
            RunToken.current().runSoon(() -> {});
            RunToken.current().runSoonOnce("key", () -> {});
            assertEquals(2, RunStatistics.current().callbacksQueued());
            TaskProbe.waitAllTasksBlocked();
            nursery.cancelScope().cancel();
            assertCounts(4, 1, 0);
          });
          TaskProbe.waitAllTasksBlocked();
          assertCounts(3, 0, 0);
        });
  }

  private static void assertCounts(int living, int runnable, int callbacks) {
    RunStatistics statistics = RunStatistics.current();
    assertEquals(living, statistics.tasksLiving());
    assertEquals(runnable, statistics.tasksRunnable());
    assertEquals(callbacks, statistics.callbacksQueued());
  }

  @Test
  @Covers({"RUN-9", "C-6"})
  void current_toNextDeadline_isExact() throws Exception {
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          assertTrue(RunStatistics.current().toNextDeadline().toDays() > 100_000);
          CancelScope.moveOnAfter(
              Duration.ofSeconds(5),
              scope -> {
                assertEquals(Duration.ofSeconds(5), RunStatistics.current().toNextDeadline());
                clock.jump(Duration.ofSeconds(2));
                assertEquals(Duration.ofSeconds(3), RunStatistics.current().toNextDeadline());
                clock.jump(Duration.ofSeconds(4));
                assertEquals(Duration.ofSeconds(-1), RunStatistics.current().toNextDeadline());
              });
          assertTrue(RunStatistics.current().toNextDeadline().toDays() > 100_000);
        });
  }
}
