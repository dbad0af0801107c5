package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** What instruments are told, and when. */
class InstrumentsTest {
  private final List<String> log = new ArrayList<>();

  @Test
  @Covers("INS-1")
  void instruments_givenToRun_seeTheHooksTheyOverride() throws Exception {
    Terzetto.run(
        RunOptions.defaults()
            .withInstrument(new ExitLog("first", log))
            .withInstrument(new Instrument() {})
            .withInstrument(new ExitLog("second", log)),
        () -> {});
    assertEquals(6, log.size());
    assertEquals(
        Set.of("first main", "first <call soon task>", "first <init>"),
        Set.copyOf(log.stream().filter(e -> e.startsWith("first")).toList()));
    for (int i = 0; i < 6; i += 2) {
      assertEquals(log.get(i), log.get(i + 1).replace("second", "first"));
    }
  }

  /** A hook that reaches the instrument from further up. */
  private interface StepCounter extends Instrument {
    Map<Task<?>, Integer> steps();

    @Override
    default void afterTaskStep(Task<?> task) {
      steps().merge(task, 1, Integer::sum);
    }
  }

  private abstract static class SpawnCounter implements Instrument {
    int spawned;

    @Override
    public void taskSpawned(Task<?> task) {
      spawned++;
    }
  }

  private static final class Heir extends SpawnCounter implements StepCounter {
    final Map<Task<?>, Integer> steps = new HashMap<>();

    @Override
    public Map<Task<?>, Integer> steps() {
      return steps;
    }
  }

  @Test
  @Covers("INS-1")
  void hooks_inherited_areCalled() throws Exception {
    Heir heir = new Heir();
    Terzetto.run(RunOptions.defaults().withInstrument(heir), () -> {});
    assertEquals(3, heir.spawned);
    assertEquals(3, heir.steps.size());
  }

  @Test
  @Covers("INS-2")
  void beforeRunAndAfterRun_areTheFirstAndTheLastEvent() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    class Ends implements Clock, Instrument {
      @Override
      public void start() {
        log.add("clock starts");
      }

      @Override
      public long nanoTime() {
        return 0;
      }

      @Override
      public long realNanosUntil(long deadline) {
        return deadline <= 0 ? 0 : Long.MAX_VALUE;
      }

      @Override
      public void beforeRun() {
        log.add("beforeRun");
      }

      @Override
      public void afterRun() {
        log.add("afterRun");
      }
    }
    Ends ends = new Ends();
    Terzetto.run(
        RunOptions.defaults()
            .withClock(ends)
            .withInstrument(recording)
            .withInstrument(ends)
            .withBackend(
                RealBackend.inside(real ->
                    new ForwardingBackend(real) {
                      @Override
                      public void close() {
                        super.close();
                        log.add("backend closed");
                      }
                    })),
        () -> {});
    log.add("run returned");
    assertEquals(
        List.of("beforeRun", "clock starts", "backend closed", "afterRun", "run returned"), log);
    assertEquals(Hook.BEFORE_RUN, recording.events().getFirst().hook());
    assertEquals(Hook.AFTER_RUN, recording.events().getLast().hook());
  }

  @Test
  @Covers({"INS-3", "INS-4", "INS-5"})
  void trace_ofAnyProgram_isWellFormed() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(VirtualTime.options().withInstrument(recording), InstrumentsTest::mixedProgram);
    List<Event> events = recording.events();
    String running = null;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      switch (event.hook()) {
        case TASK_SPAWNED -> {
          assertEquals(
              new Event(Hook.TASK_SCHEDULED, event.task(), null),
              events.get(i + 1),
              "what follows " + event);
          assertEquals("<init>".equals(event.task()), running == null, event + " inside a step");
        }
        case BEFORE_TASK_STEP -> {
          assertEquals(null, running);
          running = event.task();
        }
        case TASK_EXITED -> {
          assertEquals(running, event.task());
          assertEquals(
              new Event(Hook.AFTER_TASK_STEP, event.task(), null),
              events.get(i + 1),
              "what follows " + event);
        }
        case AFTER_TASK_STEP -> {
          assertEquals(running, event.task());
          running = null;
        }
        default -> {}
      }
    }
    assertEquals(
        recording.events(Hook.TASK_SPAWNED).size(), recording.events(Hook.TASK_EXITED).size());
  }

  /** Tasks that spawn in several ways, sleep, fail, and are cancelled. */
  private static void mixedProgram() throws Exception {
    SystemTasks.spawn("system", () -> Terzetto.sleep(Duration.ofSeconds(1)));
    CancelScope.moveOnAfter(
        Duration.ofSeconds(5),
        scope ->
            Nursery.run(nursery -> {
              nursery.startSoon("spinner", () -> checkpoints(20));
              nursery.startSoon("sleeper", Terzetto::sleepForever);
              nursery.<String>start(
                  "server",
                  status -> {
                    nursery.startSoon("helper", Checkpoints::checkpoint);
                    status.started("up");
                    Terzetto.sleep(Duration.ofSeconds(1));
                  });
            }));
    assertThrows(
        RuntimeException.class,
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(
                  "failing",
                  () -> {
                    throw new IllegalStateException("on purpose");
                  });
              Terzetto.sleepForever();
            }));
  }

  @Test
  @Covers("INS-4")
  void stepHooks_encloseWhatTheTaskDoes() throws Exception {
    Terzetto.run(
        RunOptions.defaults()
            .withInstrument(
                new Instrument() {
                  @Override
                  public void beforeTaskStep(Task<?> task) {
                    log(task, "before");
                  }

                  @Override
                  public void afterTaskStep(Task<?> task) {
                    log(task, "after");
                  }

                  private void log(Task<?> task, String event) {
                    if (task.name().equals("main")) {
                      log.add(event);
                    }
                  }
                }),
        () -> {
          log.add("hello");
          Checkpoints.checkpoint();
          log.add("world");
        });
    assertEquals(List.of("before", "hello", "after", "before", "world", "after"), log);
  }

  @Test
  @Covers("INS-5")
  void lastChild_thatExits_schedulesItsParentFirst() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () -> Nursery.run(nursery -> nursery.startSoon("child", () -> {})));
    assertEquals(
        List.of(new ScheduleTrace.Step("child", "R main", "X child")),
        ScheduleTrace.of(recording).passOfStep("child", 0).steps());
  }

  @Test
  @Covers("INS-8")
  void checkpoint_bare_schedulesTheTaskInsideItsStep() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () -> Nursery.run(nursery -> nursery.startSoon("child", () -> checkpoints(5))));
    List<ScheduleTrace.Step> steps = ScheduleTrace.of(recording).stepsOf("child");
    assertEquals(6, steps.size());
    for (ScheduleTrace.Step step : steps.subList(0, 5)) {
      assertEquals(List.of("R child"), step.events());
    }
  }

  @Test
  @Covers("INS-9")
  void wakeUp_byAnotherTask_isReportedWhileItCalls() throws Exception {
    Terzetto.run(
        RunOptions.defaults()
            .withInstrument(
                new Instrument() {
                  @Override
                  public void taskScheduled(Task<?> task) {
                    if (task.name().equals("sleeper")) {
                      log.add("scheduled by " + currentName());
                    }
                  }
                }),
        () ->
            Nursery.run(nursery -> {
              Task<?> sleeper =
                  nursery.startSoon("sleeper", () -> Parking.park(c -> Abort.SUCCEEDED));
              TaskProbe.waitAllTasksBlocked();
              log.clear();
              log.add("calling");
              Parking.reschedule(sleeper);
              log.add("called");
            }));
    assertEquals(List.of("calling", "scheduled by main", "called"), log);
  }

  private static String currentName() {
    return Terzetto.inTask() ? Task.current().name() : "no task";
  }

  @Test
  @Covers("INS-10")
  void events_ofOneTaskWithFourCheckpoints_comeInOrder() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(RunOptions.defaults().withInstrument(recording), () -> checkpoints(4));
    List<Hook> wanted =
        List.of(
            Hook.BEFORE_RUN,
            Hook.AFTER_RUN,
            Hook.TASK_SCHEDULED,
            Hook.BEFORE_TASK_STEP,
            Hook.AFTER_TASK_STEP);
    List<Hook> seen =
        recording.events().stream()
            .filter(event -> event.task() == null || event.task().equals("main"))
            .map(Event::hook)
            .filter(wanted::contains)
            .toList();
    List<Hook> expected = new ArrayList<>(List.of(Hook.BEFORE_RUN, Hook.TASK_SCHEDULED));
    for (int i = 0; i < 4; i++) {
      expected.addAll(List.of(Hook.BEFORE_TASK_STEP, Hook.TASK_SCHEDULED, Hook.AFTER_TASK_STEP));
    }
    expected.addAll(List.of(Hook.BEFORE_TASK_STEP, Hook.AFTER_TASK_STEP, Hook.AFTER_RUN));
    assertEquals(expected, seen);
  }

  private static void checkpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }
}
