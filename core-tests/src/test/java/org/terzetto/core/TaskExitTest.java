package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.TaskExit;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Hook;

/** Callbacks at the end of a task: what ABT-15 rests on. */
@Covers("ABT-15")
class TaskExitTest {
  @Test
  void onExit_severalCallbacks_areCalledNewestFirstWithTheTask() throws Exception {
    Terzetto.run(() -> {
      List<String> log = new ArrayList<>();
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon("child", () -> log.add("body"));
        TaskExit.onExit(child, task -> log.add("first " + task.name()));
        TaskExit.onExit(child, task -> log.add("second " + task.state()));
      });
      assertEquals(List.of("body", "second SUCCEEDED", "first child"), log);
    });
  }

  @Test
  void onExit_runsInTheTasksLastStep() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    List<String> seen = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () ->
            Nursery.run(nursery -> {
              Task<?> child = nursery.startSoon("child", () -> {});
              TaskExit.onExit(
                  child,
                  task -> {
                    var last =
                        recording.events(
                            Hook.BEFORE_TASK_STEP, Hook.AFTER_TASK_STEP, Hook.TASK_EXITED);
                    seen.add(last.getLast().toString());
                  });
            }));
    assertEquals(List.of("beforeTaskStep child"), seen);
  }

  @Test
  void onExit_callback_isInsideTheRunButInNoTask() throws Exception {
    Terzetto.run(() -> {
      List<Object> log = new ArrayList<>();
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon(() -> {});
        TaskExit.onExit(
            child,
            task -> {
              log.add(Terzetto.inRun());
              log.add(Terzetto.inTask());
              assertThrows(IllegalStateException.class, Checkpoints::checkpoint);
              nursery.startSoon(() -> log.add("grandchild"));
            });
      });
      assertEquals(List.of(true, false, "grandchild"), log);
    });
  }

  @Test
  void forget_undoesTheLatestRegistrationOnly() throws Exception {
    Terzetto.run(() -> {
      List<String> log = new ArrayList<>();
      Consumer<Task<?>> twice = task -> log.add("twice");
      Consumer<Task<?>> once = task -> log.add("once");
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon(() -> {});
        assertFalse(TaskExit.forget(child, twice));
        TaskExit.onExit(child, twice);
        TaskExit.onExit(child, once);
        TaskExit.onExit(child, twice);
        assertTrue(TaskExit.forget(child, twice));
      });
      assertEquals(List.of("once", "twice"), log);
    });
  }

  @Test
  void forget_inAnotherCallback_keepsItFromBeingCalled() throws Exception {
    Terzetto.run(() -> {
      List<String> log = new ArrayList<>();
      Consumer<Task<?>> forgotten = task -> log.add("forgotten");
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon(() -> {});
        TaskExit.onExit(child, forgotten);
        TaskExit.onExit(child, task -> log.add("told: " + TaskExit.forget(task, forgotten)));
      });
      assertEquals(List.of("told: true"), log);
    });
  }

  @Test
  void onExit_ofATaskThatHasEnded_isIllegalState() throws Exception {
    Terzetto.run(() -> {
      List<Task<?>> ended = new ArrayList<>();
      List<Object> inCallback = new ArrayList<>();
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon(() -> {});
        ended.add(child);
        TaskExit.onExit(
            child,
            task ->
                inCallback.add(
                    assertThrows(
                        IllegalStateException.class, () -> TaskExit.onExit(task, t -> {}))));
      });
      assertEquals(1, inCallback.size());
      assertThrows(IllegalStateException.class, () -> TaskExit.onExit(ended.get(0), task -> {}));
      assertFalse(TaskExit.forget(ended.get(0), task -> {}));
    });
  }

  @Test
  void onExit_callbackThatThrows_isAnInternalErrorAndTheOthersAreCalled() {
    ArithmeticException failure = new ArithmeticException("in the callback");
    List<String> log = new ArrayList<>();
    TerzettoInternalError error =
        assertThrows(
            TerzettoInternalError.class,
            () ->
                Terzetto.run(() ->
                    Nursery.run(nursery -> {
                      Task<?> child = nursery.startSoon(() -> {});
                      TaskExit.onExit(child, task -> log.add("other"));
                      TaskExit.onExit(
                          child,
                          task -> {
                            throw failure;
                          });
                    })));
    assertSame(failure, error.getCause());
    assertEquals(List.of("other"), log);
  }

  @Test
  void onExit_fromAnotherThread_throws() throws Exception {
    Terzetto.run(() -> {
      Task<?> me = Task.current();
      ForeignThreads.join(() -> {
        assertThrows(WrongThreadException.class, () -> TaskExit.onExit(me, task -> {}));
        assertThrows(WrongThreadException.class, () -> TaskExit.forget(me, task -> {}));
      });
    });
  }
}
