package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;

/** Adding and removing instruments, and the order in which they are called. */
class InstrumentChangesTest {
  private final List<String> log = new ArrayList<>();

  @Test
  @Covers("INS-14")
  void add_ofAnActiveInstrument_doesNothing() throws Exception {
    ExitLog instrument = new ExitLog("exit", log);
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
    ExitLog instrument = new ExitLog("exit", log);
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
  @Covers({"INS-10", "INS-14", "C-37"})
  void replacement_inTheMiddleOfATask_goesOnWithTheVeryNextEvent() throws Exception {
    RecordingInstrument throughout = new RecordingInstrument();
    RecordingInstrument before = new RecordingInstrument();
    RecordingInstrument behind = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(throughout).withInstrument(before),
        () ->
            Nursery.run(nursery ->
                nursery.startSoon(
                    "child",
                    () -> {
                      checkpoints(4);
                      Instruments.remove(before);
                      Instruments.add(behind);
                      Instruments.add(behind);
                      checkpoints(1);
                    })));
    List<Event> joined = new ArrayList<>(before.events());
    joined.addAll(behind.events());
    assertEquals(throughout.events(), joined);
    assertEquals(Hook.BEFORE_RUN, before.events().getFirst().hook());
    assertEquals(
        List.of(Hook.TASK_SCHEDULED, Hook.AFTER_TASK_STEP, Hook.BEFORE_TASK_STEP),
        hooksOf("child", behind).subList(0, 3));
    List<Hook> expected = new ArrayList<>(List.of(Hook.TASK_SPAWNED, Hook.TASK_SCHEDULED));
    for (int i = 0; i < 5; i++) {
      expected.addAll(List.of(Hook.BEFORE_TASK_STEP, Hook.TASK_SCHEDULED, Hook.AFTER_TASK_STEP));
    }
    expected.addAll(List.of(Hook.BEFORE_TASK_STEP, Hook.TASK_EXITED, Hook.AFTER_TASK_STEP));
    assertEquals(expected, hooksOf("child", throughout));
  }

  private static void checkpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }

  private static List<Hook> hooksOf(String task, RecordingInstrument recording) {
    return recording.events().stream()
        .filter(event -> task.equals(event.task()))
        .map(Event::hook)
        .toList();
  }

  @Test
  @Covers("INS-14")
  void remove_ofAnInactiveInstrument_fails() throws Exception {
    ExitLog instrument = new ExitLog("exit", log);
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
}
