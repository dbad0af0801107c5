package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;

class RecordingInstrumentTest {
  @Test
  void event_asText_namesHookAndArgument() {
    assertEquals("beforeRun", new Event(Hook.BEFORE_RUN, null, null).toString());
    assertEquals("taskExited child", new Event(Hook.TASK_EXITED, "child", null).toString());
    assertEquals(
        "beforeIoWait PT1S",
        new Event(Hook.BEFORE_IO_WAIT, null, Duration.ofSeconds(1)).toString());
  }

  @Test
  void events_ofARun_areKeptInOrderUntilCleared() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recording),
        () -> {
          assertTrue(recording.events().size() > 3);
          recording.clear();
          assertEquals(List.of(), recording.events());
          Nursery.run(nursery -> nursery.startSoon("child", () -> {}));
          assertEquals(
              List.of(
                  new Event(Hook.TASK_SPAWNED, "child", null),
                  new Event(Hook.TASK_EXITED, "child", null)),
              recording.events(Hook.TASK_SPAWNED, Hook.TASK_EXITED));
        });
    for (Hook hook : Hook.values()) {
      assertEquals(hook != Hook.BEFORE_RUN, !recording.events(hook).isEmpty(), hook::toString);
    }
  }
}
