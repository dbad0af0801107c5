package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** What instruments are told, when, in which order, and in which context. */
class InstrumentsTest {
  private final List<String> log = new ArrayList<>();

  /** Overrides one hook and says so. */
  private final class ExitLog implements Instrument {
    private final String label;

    ExitLog(String label) {
      this.label = label;
    }

    @Override
    public void taskExited(Task<?> task) {
      log.add(label + " " + task.name());
    }
  }

  @Test
  @Covers("INS-1")
  void instruments_givenToRun_seeTheHooksTheyOverride() throws Exception {
    Terzetto.run(
        RunOptions.defaults()
            .withInstrument(new ExitLog("first"))
            .withInstrument(new Instrument() {})
            .withInstrument(new ExitLog("second")),
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
  @Covers("INS-1")
  void hooks_ofALambdaLikeOrHiddenClass_areCalled() throws Exception {
    int[] runs = new int[2];
    Terzetto.run(
        RunOptions.defaults()
            .withInstrument(
                new Instrument() {
                  @Override
                  public void beforeRun() {
                    runs[0]++;
                  }

                  @Override
                  public void afterRun() {
                    runs[1]++;
                  }
                }),
        () -> assertEquals(1, runs[0]));
    assertEquals(1, runs[1]);
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
                ForwardingBackend.provider(real ->
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
    Terzetto.run(
        RunOptions.defaults()
            .withClock(new MockClock().autojumpThreshold(Duration.ZERO))
            .withInstrument(recording),
        InstrumentsTest::mixedProgram);
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
    List<ScheduleTrace.Step> steps =
        ScheduleTrace.of(recording).passes().stream()
            .flatMap(pass -> pass.steps().stream())
            .filter(step -> step.task().equals("child"))
            .toList();
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

  /** Calls one function in every hook. */
  private abstract static class EveryHook implements Instrument {
    abstract void on(Hook hook, Task<?> task);

    @Override
    public void beforeRun() {
      on(Hook.BEFORE_RUN, null);
    }

    @Override
    public void afterRun() {
      on(Hook.AFTER_RUN, null);
    }

    @Override
    public void taskSpawned(Task<?> task) {
      on(Hook.TASK_SPAWNED, task);
    }

    @Override
    public void taskScheduled(Task<?> task) {
      on(Hook.TASK_SCHEDULED, task);
    }

    @Override
    public void beforeTaskStep(Task<?> task) {
      on(Hook.BEFORE_TASK_STEP, task);
    }

    @Override
    public void afterTaskStep(Task<?> task) {
      on(Hook.AFTER_TASK_STEP, task);
    }

    @Override
    public void taskExited(Task<?> task) {
      on(Hook.TASK_EXITED, task);
    }

    @Override
    public void beforeIoWait(Duration timeout) {
      on(Hook.BEFORE_IO_WAIT, null);
    }

    @Override
    public void afterIoWait(Duration timeout) {
      on(Hook.AFTER_IO_WAIT, null);
    }
  }

  @Test
  @Covers("INS-11")
  void hooks_run_inTheContextOfTheirEvent() throws Exception {
    List<AssertionError> wrong = new ArrayList<>();
    Map<String, String> causes = new HashMap<>();
    MockClock clock = new MockClock();
    Pipe pipe = Pipe.open();
    EveryHook instrument =
        new EveryHook() {
          @Override
          void on(Hook hook, Task<?> task) {
            try {
              assertTrue(Terzetto.inRun());
              switch (hook) {
                case BEFORE_RUN, AFTER_RUN, BEFORE_IO_WAIT, AFTER_IO_WAIT -> {
                  assertEquals(false, Terzetto.inTask());
                  assertThrows(IllegalStateException.class, Task::current);
                }
                case BEFORE_TASK_STEP, AFTER_TASK_STEP, TASK_EXITED ->
                    assertSame(task, Task.current());
                case TASK_SPAWNED, TASK_SCHEDULED ->
                    causes.put(hook + " " + task.name(), currentName());
              }
            } catch (AssertionError error) {
              wrong.add(new AssertionError("in " + hook + " " + task, error));
            }
          }
        };
    try (var source = pipe.source();
        var sink = pipe.sink()) {
      source.configureBlocking(false);
      Terzetto.run(
          RunOptions.defaults().withClock(clock).withInstrument(instrument),
          () -> {
            assertEquals("no task", causes.get("taskSpawned <init>"));
            assertEquals("no task", causes.get("taskScheduled <init>"));
            assertEquals("<init>", causes.get("taskSpawned main"));
            assertEquals("<init>", causes.get("taskScheduled main"));
            Nursery.run(nursery -> {
              nursery.startSoon("sleeper", () -> Terzetto.sleep(Duration.ofSeconds(1)));
              nursery.startSoon("reader", () -> Readiness.of(source).waitReadable());
              nursery.startSoon("cancelled", Terzetto::sleepForever);
              assertEquals("main", causes.get("taskSpawned sleeper"));
              assertEquals("main", causes.get("taskScheduled sleeper"));
              TaskProbe.waitAllTasksBlocked();
              assertEquals("no task", causes.get("taskScheduled main"));
              clock.jump(Duration.ofSeconds(1));
              sink.write(ByteBuffer.allocate(1));
              TaskProbe.waitAllTasksBlocked();
              assertEquals("no task", causes.get("taskScheduled sleeper"));
              assertEquals("no task", causes.get("taskScheduled reader"));
              nursery.cancelScope().cancel();
              assertEquals("main", causes.get("taskScheduled cancelled"));
            });
            assertEquals("cancelled", causes.get("taskScheduled main"));
          });
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  @Covers("INS-12")
  void runFunctions_inHooks_work() throws Exception {
    Set<Hook> seen = new HashSet<>();
    List<LoopTime> times = new ArrayList<>();
    EveryHook instrument =
        new EveryHook() {
          @Override
          void on(Hook hook, Task<?> task) {
            if (hook != Hook.BEFORE_RUN) { // the clock has not started yet
              times.add(Terzetto.currentTime());
              seen.add(hook);
            }
            if (task != null && hook != Hook.TASK_SPAWNED) {
              assertTrue(RunStatistics.current().tasksLiving() >= 0);
              assertEquals("<init>", Task.root().name());
            }
          }
        };
    RecordingInstrument recording = new RecordingInstrument(); // behind the other
    Terzetto.run(
        RunOptions.defaults().withInstrument(instrument).withInstrument(recording),
        () -> Terzetto.sleep(Duration.ofMillis(1)));
    assertEquals(Hook.values().length - 1, seen.size(), seen::toString);
    assertEquals(recording.events().size() - 1, times.size());
    assertEquals(times.stream().sorted().toList(), times);
  }

  @Test
  @Covers("INS-14")
  void add_ofAnActiveInstrument_doesNothing() throws Exception {
    ExitLog instrument = new ExitLog("exit");
    Terzetto.run(
        RunOptions.defaults().withInstrument(instrument),
        () -> {
          Instruments.add(instrument);
          Nursery.run(nursery -> nursery.startSoon("child", () -> {}));
        });
    assertEquals(1, log.stream().filter("exit child"::equals).count());
  }

  @Test
  @Covers("INS-14")
  void addAndRemove_inTheMiddleOfARun_takeEffectAtOnce() throws Exception {
    ExitLog instrument = new ExitLog("exit");
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          runChild("unseen1");
          Instruments.add(instrument);
          runChild("seen1");
          runChild("seen2");
          Instruments.remove(instrument);
          runChild("unseen2");
          Instruments.add(instrument);
          runChild("seen3");
          Instruments.remove(instrument);
        });
    assertEquals(List.of("exit seen1", "exit seen2", "exit seen3"), log);
  }

  private static void runChild(String name) throws InterruptedException {
    Nursery.run(nursery -> nursery.startSoon(name, () -> {}));
  }

  @Test
  @Covers("INS-14")
  void remove_ofAnInactiveInstrument_fails() throws Exception {
    ExitLog instrument = new ExitLog("exit");
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          assertThrows(NoSuchElementException.class, () -> Instruments.remove(instrument));
          Instruments.add(instrument);
          Instruments.remove(instrument);
          assertThrows(NoSuchElementException.class, () -> Instruments.remove(instrument));
        });
    assertThrows(IllegalStateException.class, () -> Instruments.add(instrument));
    assertThrows(IllegalStateException.class, () -> Instruments.remove(instrument));
  }

  @Test
  @Covers("INS-14")
  void add_ofAnInstrumentThatEqualsAnother_addsIt() throws Exception {
    record Equal(List<String> exits) implements Instrument {
      @Override
      public void taskExited(Task<?> task) {
        exits.add(task.name());
      }
    }
    List<String> exits = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withInstrument(new Equal(exits)),
        () -> {
          Instruments.add(new Equal(exits));
          exits.clear();
          runChild("child");
          assertEquals(List.of("child", "child"), exits);
        });
  }

  /** Logs the exit of one task, and then does something else too. */
  private final class OnExitOfChild implements Instrument {
    private final String label;
    private final Consumer<OnExitOfChild> action;

    OnExitOfChild(String label, Consumer<OnExitOfChild> action) {
      this.label = label;
      this.action = action;
    }

    @Override
    public void taskExited(Task<?> task) {
      if (task.name().equals("child")) {
        log.add(label);
        action.accept(this);
      }
    }
  }

  @Test
  @Covers("INS-17")
  void instruments_areCalledInTheOrderInWhichTheyWereAdded() throws Exception {
    RunOptions options = RunOptions.defaults();
    for (String label : List.of("a", "b", "c")) {
      options = options.withInstrument(new OnExitOfChild(label, self -> {}));
    }
    Terzetto.run(
        options,
        () -> {
          Instruments.add(new OnExitOfChild("d", self -> {}));
          Instruments.add(new OnExitOfChild("e", self -> {}));
          runChild("child");
        });
    assertEquals(List.of("a", "b", "c", "d", "e"), log);
  }

  @Test
  @Covers("INS-17")
  void change_duringAnEvent_doesNotAffectThatEvent() throws Exception {
    OnExitOfChild late = new OnExitOfChild("late", self -> {});
    OnExitOfChild victim = new OnExitOfChild("victim", self -> {});
    OnExitOfChild changer =
        new OnExitOfChild(
            "changer",
            self -> {
              Instruments.add(late);
              Instruments.remove(victim);
              Instruments.remove(self);
            });
    Terzetto.run(
        RunOptions.defaults().withInstrument(changer).withInstrument(victim),
        () -> {
          runChild("child");
          log.add("again");
          runChild("child");
        });
    assertEquals(List.of("changer", "victim", "again", "late"), log);
  }

  @Test
  @Covers("INS-18")
  void tracer_seesWhichTaskHogsTheLoop() throws Exception {
    MockClock clock = new MockClock();
    Map<String, Duration> longest = new HashMap<>();
    Instrument tracer =
        new Instrument() {
          private LoopTime began = LoopTime.PAST;

          @Override
          public void beforeTaskStep(Task<?> task) {
            began = Terzetto.currentTime();
          }

          @Override
          public void afterTaskStep(Task<?> task) {
            longest.merge(
                task.name(),
                Terzetto.currentTime().since(began),
                (a, b) -> a.compareTo(b) > 0 ? a : b);
          }
        };
    TaskBody polite = () -> checkpoints(10);
    Terzetto.run(
        RunOptions.defaults().withClock(clock).withInstrument(tracer),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("polite1", polite);
              nursery.startSoon(
                  "hog",
                  () -> {
                    Checkpoints.checkpoint();
                    clock.jump(Duration.ofSeconds(3)); // as if it computed for so long
                    Checkpoints.checkpoint();
                  });
              nursery.startSoon("polite2", polite);
            }));
    assertEquals(Duration.ofSeconds(3), longest.remove("hog"));
    assertEquals(Set.of(Duration.ZERO), Set.copyOf(longest.values()));
  }

  private static void checkpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }
}
