package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.terzetto.LoopTime;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.testing.MockClock;

/** The programs whose tasks do nothing but sleep. */
class SleepersTest {
  private static Duration durationOf(TaskBody main) throws Exception {
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    return Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          LoopTime began = Terzetto.currentTime();
          main.run();
          return Terzetto.currentTime().since(began);
        });
  }

  @Test
  void doubleSleep_sleepsTwice() throws Exception {
    assertEquals(
        Duration.ofSeconds(6), durationOf(() -> DoubleSleep.doubleSleep(Duration.ofSeconds(3))));
    assertEquals(List.of("going to sleep", "awake after a second"), Output.of(DoubleSleep::main));
  }

  @Test
  void tasksIntro_takesOneSecondInAll() throws Exception {
    assertEquals(Duration.ofSeconds(1), durationOf(TasksIntro::parent));
  }

  @Test
  void tasksIntro_printsWhatTheTutorialShows() throws Exception {
    List<String> shown = Documents.output("tasks-intro");
    List<String> printed = Output.onMockClock(TasksIntro::parent);
    // Children of one batch run in any order: sort the two lines that each batch prints.
    assertEquals(shown.subList(0, 4), printed.subList(0, 4));
    assertEquals(new TreeSet<>(shown.subList(4, 6)), new TreeSet<>(printed.subList(4, 6)));
    assertEquals(new TreeSet<>(shown.subList(6, 8)), new TreeSet<>(printed.subList(6, 8)));
    assertEquals(shown.subList(8, shown.size()), printed.subList(8, printed.size()));
  }

  @Test
  void tenThousandTasks_takeOneSecondInAll() throws Exception {
    assertEquals(
        Duration.ofSeconds(1),
        durationOf(() -> assertEquals(49_995_000, TenThousandTasks.sumOfSleepers(10_000))));
  }

  @Test
  void tenThousandTasks_sayTheirSum() throws Exception {
    assertTrue(Output.of(TenThousandTasks::main).contains("their results add up to 49995000"));
  }

  @Test
  void timeouts_printWhatTheTutorialShows() throws Exception {
    List<String> printed =
        Output.onMockClock(() -> {
          Timeouts.countAlone();
          Timeouts.countWithChildren();
        });
    assertEquals(Documents.output("timeouts"), printed);
  }

  @Test
  void blockingVariant_holdsTheLoopOnlyOutsideOfBlocking() throws Exception {
    List<String> shown = Documents.output("blocking-variant");
    List<String> printed =
        Output.of(BlockingVariant::main).stream()
            // Which child of a batch is first is up to chance; and machines may be slow.
            .map(line -> line.replaceFirst("child[12]", "child").replaceFirst("[0-9]+ ms", "N ms"))
            .toList();
    assertEquals(
        shown.stream()
            .map(line -> line.replaceFirst("child[12]", "child").replaceFirst("[0-9]+ ms", "N ms"))
            .toList(),
        printed);
  }
}
