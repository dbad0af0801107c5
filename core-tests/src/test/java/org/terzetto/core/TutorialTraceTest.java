package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.core.ScheduleTrace.Pass;
import org.terzetto.core.ScheduleTrace.Step;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;

/**
 * The trace of the tutorial's program, event by event: appendix A of {@code docs/semantics.md}. The
 * order within a batch is free; the parent wakes when its last child exits.
 */
class TutorialTraceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String INIT = "<init>";
  private static final String CALL_SOON = "<call soon task>";

  private final RecordingInstrument recording = new RecordingInstrument();
  private String parent = "";

  private ScheduleTrace record() throws Exception {
    Terzetto.run(
        new SimulatedTime().in(RunOptions.defaults()).withInstrument(recording),
        () -> {
          parent = Task.current().name();
          Nursery.run(nursery -> {
            nursery.startSoon("child1", () -> Terzetto.sleep(SECOND));
            nursery.startSoon("child2", () -> Terzetto.sleep(SECOND));
          });
        });
    return ScheduleTrace.of(recording);
  }

  @RepeatedTest(10) // batches come in any order
  @Covers({
    "SCH-5", "SCH-6", "SCH-8", "SCH-10", "SCH-13", "INS-2", "INS-3", "INS-4", "INS-5", "INS-6",
    "INS-7"
  })
  void trace_ofTwoSleepingChildren_isAsInTheTutorial() throws Exception {
    ScheduleTrace trace = record();
    assertEquals(List.of("beforeRun", "S <init>", "R <init>"), trace.boot());

    Pass boot = trace.passes().get(0);
    assertLook(boot);
    assertEquals(
        List.of(new Step(INIT, "S " + CALL_SOON, "R " + CALL_SOON, "S " + parent, "R " + parent)),
        boot.steps());

    Pass firstBatch = trace.passes().get(1);
    assertLook(firstBatch);
    assertEquals(
        Set.of(
            new Step(parent, "S child1", "R child1", "S child2", "R child2"), new Step(CALL_SOON)),
        Set.copyOf(firstBatch.steps()));

    Pass childrenStart = trace.passes().get(2);
    assertLook(childrenStart);
    assertEquals(Set.of(new Step("child1"), new Step("child2")), Set.copyOf(childrenStart.steps()));

    Pass sleep = trace.passes().get(3);
    assertEquals(SECOND, sleep.timeout());
    assertEquals(List.of(), sleep.duringWait());
    assertEquals(Set.of("R child1", "R child2"), Set.copyOf(sleep.afterWait()));
    String first = sleep.steps().get(0).task();
    String second = sleep.steps().get(1).task();
    assertEquals(Set.of("child1", "child2"), Set.of(first, second));
    assertEquals(
        List.of(new Step(first, "X " + first), new Step(second, "R " + parent, "X " + second)),
        sleep.steps());

    Pass parentEnds = trace.passes().get(4);
    assertLook(parentEnds);
    assertEquals(List.of(new Step(parent, "R " + INIT, "X " + parent)), parentEnds.steps());
  }

  /** A mere look for I/O that found nothing. */
  private static void assertLook(Pass pass) {
    assertEquals(Duration.ZERO, pass.timeout());
    assertEquals(List.of(), pass.duringWait());
    assertEquals(List.of(), pass.afterWait());
  }

  @Test
  @Covers({"INS-2", "INS-5", "INS-6"})
  void trace_atShutdown_keepsTheInvariants() throws Exception {
    ScheduleTrace trace = record();
    List<Event> exits = recording.events(Hook.TASK_EXITED);
    assertEquals(5, exits.size());
    assertEquals(INIT, exits.getLast().task());
    assertEquals(Hook.AFTER_RUN, recording.events().getLast().hook());
    assertEquals(1, recording.events(Hook.AFTER_RUN).size());
    Pass last = trace.passes().getLast();
    assertEquals(List.of("X " + INIT), last.steps().getLast().events());
    assertEquals(List.of("afterRun"), last.end());
    List<List<String>> runnable = trace.runnable();
    for (int i = 5; i < runnable.size(); i++) {
      Pass pass = trace.passes().get(i);
      if (runnable.get(i).size() > pass.duringWait().size() + pass.afterWait().size()) {
        assertEquals(Duration.ZERO, pass.timeout(), "pass " + i);
      }
      assertEquals(Set.copyOf(runnable.get(i)), Set.copyOf(pass.tasks()), "pass " + i);
    }
  }

  @RepeatedTest(5)
  @Covers({"SCH-4", "INS-18"})
  void trace_ofTwoBlockingChildren_hasOneStepEachThatEndsBeforeTheOtherStarts() throws Exception {
    Terzetto.run(
        new SimulatedTime().in(RunOptions.defaults()).withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("child1", () -> Thread.sleep(5));
              nursery.startSoon("child2", () -> Thread.sleep(5));
            }));
    Pass batch = ScheduleTrace.of(recording).passOfStep("child1", 0);
    assertEquals(2, batch.steps().size());
    assertTrue(
        batch.steps().stream().allMatch(step -> step.events().contains("X " + step.task())),
        batch::toString);
  }
}
