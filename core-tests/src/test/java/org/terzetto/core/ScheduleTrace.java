package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;

/**
 * The events of a run, cut into passes of the loop. In the texts of events, {@code S x} stands for
 * "task x was spawned", {@code R x} for "x became runnable", {@code X x} for "x exited".
 *
 * @param boot what came before the first pass
 * @param passes the passes of the loop
 */
record ScheduleTrace(List<String> boot, List<Pass> passes) {
  /**
   * One pass.
   *
   * @param timeout of its I/O wait
   * @param duringWait events between the two hooks of the wait
   * @param afterWait events between the wait and the first step
   * @param steps the batch
   * @param end events after the last step
   */
  record Pass(
      Duration timeout,
      List<String> duringWait,
      List<String> afterWait,
      List<Step> steps,
      List<String> end) {
    List<String> tasks() {
      return steps.stream().map(Step::task).toList();
    }
  }

  /** One step of a task, with the events inside it. */
  record Step(String task, List<String> events) {
    Step(String task, String... events) {
      this(task, List.of(events));
    }
  }

  /** Reads a recording, and fails if hooks that belong together do not stand together. */
  static ScheduleTrace of(RecordingInstrument recording) {
    List<String> boot = new ArrayList<>();
    List<Pass> passes = new ArrayList<>();
    List<String> sink = boot;
    String running = null;
    Duration waiting = null;
    for (Event event : recording.events()) {
      switch (event.hook()) {
        case BEFORE_IO_WAIT -> {
          assertEquals(null, running, "a wait inside a step");
          assertEquals(null, waiting, "a wait inside a wait");
          waiting = event.timeout();
          Pass pass = newPass(waiting);
          passes.add(pass);
          sink = pass.duringWait();
        }
        case AFTER_IO_WAIT -> {
          assertEquals(waiting, event.timeout(), "the timeout given to both hooks of a wait");
          waiting = null;
          sink = passes.getLast().afterWait();
        }
        case BEFORE_TASK_STEP -> {
          assertEquals(null, running, "a step inside a step");
          assertEquals(null, waiting, "a step inside a wait");
          running = event.task();
          Step step = new Step(running, new ArrayList<>());
          passes.getLast().steps().add(step);
          sink = step.events();
        }
        case AFTER_TASK_STEP -> {
          assertEquals(running, event.task(), "the task whose step ends");
          running = null;
          sink = passes.getLast().end();
        }
        default -> sink.add(text(event));
      }
    }
    return new ScheduleTrace(boot, passes);
  }

  /** The steps of one task, in order. */
  List<Step> stepsOf(String task) {
    return passes.stream()
        .flatMap(pass -> pass.steps().stream())
        .filter(step -> step.task().equals(task))
        .toList();
  }

  /** The pass in which {@code task} makes its n-th step, counted from zero. */
  Pass passOfStep(String task, int n) {
    return passes.stream()
        .filter(pass -> pass.tasks().contains(task))
        .skip(n)
        .findFirst()
        .orElseThrow();
  }

  /**
   * For each pass, the tasks that were runnable when its batch began, in the order in which they
   * became so.
   */
  List<List<String>> runnable() {
    List<List<String>> runnable = new ArrayList<>();
    List<String> next = new ArrayList<>(scheduled(boot));
    for (Pass pass : passes) {
      next.addAll(scheduled(pass.duringWait()));
      next.addAll(scheduled(pass.afterWait()));
      runnable.add(List.copyOf(next));
      next.clear();
      pass.steps().forEach(step -> next.addAll(scheduled(step.events())));
      next.addAll(scheduled(pass.end()));
    }
    return runnable;
  }

  private static List<String> scheduled(List<String> events) {
    return events.stream().filter(e -> e.startsWith("R ")).map(e -> e.substring(2)).toList();
  }

  private static Pass newPass(Duration timeout) {
    return new Pass(
        timeout, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  private static String text(Event event) {
    return switch (event.hook()) {
      case TASK_SPAWNED -> "S " + event.task();
      case TASK_SCHEDULED -> "R " + event.task();
      case TASK_EXITED -> "X " + event.task();
      case Hook hook -> hook.toString();
    };
  }
}
