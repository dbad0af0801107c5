package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.Cancelled;
import org.terzetto.Nursery;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackend;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;

class RunShutdownTest {
  private static final String INIT = "<init>";
  private static final String CALL_SOON = "<call soon task>";

  @Test
  @Covers("RUN-3")
  void run_systemTaskCleansUpSlowly_returnsOnlyAfterIt() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> SystemTasks.spawn("slow", () -> cleanUpSlowly("slow", 20, log)));
    log.add("run returned");
    assertEquals(List.of("slow cancelled", "slow cleaned up", "run returned"), log);
  }

  @Test
  @Covers({"RUN-3", "RUN-10"})
  void run_everyTaskThatWasSpawned_hasExitedOnce() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () -> {
          SystemTasks.spawn(
              "system",
              () ->
                  Nursery.run(nursery -> {
                    for (int i = 0; i < 5; i++) {
                      int checkpoints = i;
                      nursery.startSoon(
                          "grandchild " + i,
                          () -> cleanUpSlowly("", checkpoints, new ArrayList<>()));
                    }
                  }));
          Checkpoints.checkpoint();
          Checkpoints.checkpoint();
        });
    List<String> spawned = RunTasksTest.names(recorder, Hook.TASK_SPAWNED);
    List<String> exited = RunTasksTest.names(recorder, Hook.TASK_EXITED);
    assertEquals(9, spawned.size());
    assertEquals(spawned.stream().sorted().toList(), exited.stream().sorted().toList());
    assertEquals(INIT, exited.getLast());
  }

  @Test
  @Covers("RUN-10")
  void run_mainExits_initIsScheduledAndItsLastStepIsTheLastOfAll() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    Terzetto.run(RunOptions.defaults().withInstrument(recorder), () -> Checkpoints.checkpoint());
    List<Event> events = recorder.events();
    int mainExits = events.indexOf(new Event(Hook.TASK_EXITED, "main", null));
    int mainsLastStep =
        events.subList(0, mainExits).lastIndexOf(new Event(Hook.BEFORE_TASK_STEP, "main", null));
    assertTrue(
        events
            .subList(mainsLastStep, events.size())
            .contains(new Event(Hook.TASK_SCHEDULED, INIT, null)),
        events.toString());
    List<Event> steps = recorder.events(Hook.BEFORE_TASK_STEP, Hook.TASK_EXITED);
    assertEquals(
        List.of(
            new Event(Hook.BEFORE_TASK_STEP, INIT, null), new Event(Hook.TASK_EXITED, INIT, null)),
        steps.subList(steps.size() - 2, steps.size()));
  }

  @Test
  @Covers({"RUN-10", "RUN-11"})
  void shutdown_happensInOrder() throws Exception {
    List<String> log = new ArrayList<>();
    RunOptions options =
        RunOptions.defaults()
            .withBackend(RealBackend.inside(real -> new LoggingClose(real, log)))
            .withInstrument(new ExitLogger(log));
    Terzetto.run(
        options,
        () -> {
          RunToken token = RunToken.current();
          SystemTasks.spawn("system", () -> cleanUpSlowly("system", 5, log));
          // Submits itself again and again, so that one call is always left for the very end.
          Runnable again =
              new Runnable() {
                @Override
                public void run() {
                  try {
                    token.runSoon(this);
                  } catch (RunFinishedException e) {
                    log.add("last callback ran");
                  }
                }
              };
          token.runSoon(again);
          Checkpoints.checkpoint();
        });
    log.add("run returned");
    assertEquals(
        List.of(
            "main exited",
            "system cancelled",
            "system cleaned up",
            "system exited",
            "last callback ran",
            CALL_SOON + " exited",
            INIT + " exited",
            "backend closed",
            "afterRun",
            "run returned"),
        log);
  }

  @Test
  @Covers("RUN-11")
  void shutdown_afterInternalError_closesTheBackendToo() {
    List<String> log = new ArrayList<>();
    RunOptions options =
        RunOptions.defaults().withBackend(RealBackend.inside(real -> new LoggingClose(real, log)));
    assertThrows(
        RuntimeException.class,
        () ->
            Terzetto.run(
                options,
                () -> {
                  SystemTasks.spawn(
                      "crasher",
                      () -> {
                        throw new IOException("crash");
                      });
                  Terzetto.sleepForever();
                }));
    assertEquals(List.of("backend closed"), log);
  }

  @Test
  @Covers("RUN-11")
  void shutdown_afterMainFailed_closesTheBackendToo() {
    List<String> log = new ArrayList<>();
    RunOptions options =
        RunOptions.defaults().withBackend(RealBackend.inside(real -> new LoggingClose(real, log)));
    assertThrows(
        IOException.class,
        () ->
            Terzetto.run(
                options,
                () -> {
                  throw new IOException("main fails");
                }));
    assertEquals(List.of("backend closed"), log);
  }

  private static void cleanUpSlowly(String name, int checkpoints, List<String> log)
      throws Exception {
    try {
      Terzetto.sleepForever();
    } catch (Cancelled cancelled) {
      log.add(name + " cancelled");
      Shield.run(() -> {
        for (int i = 0; i < checkpoints; i++) {
          Checkpoints.checkpoint();
        }
      });
      log.add(name + " cleaned up");
      throw cancelled;
    }
  }

  private static final class LoggingClose extends ForwardingBackend {
    private final List<String> log;

    LoggingClose(IoBackend real, List<String> log) {
      super(real);
      this.log = log;
    }

    @Override
    public void close() {
      log.add("backend closed");
      super.close();
    }
  }

  /** Logs the ends of the tasks that the order is about. */
  private record ExitLogger(List<String> log) implements Instrument {
    private static final Set<String> WATCHED = Set.of("main", "system", CALL_SOON, INIT);

    @Override
    public void taskExited(Task<?> task) {
      if (WATCHED.contains(task.name())) {
        log.add(task.name() + " exited");
      }
    }

    @Override
    public void afterRun() {
      log.add("afterRun");
    }
  }
}
