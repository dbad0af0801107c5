package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.spi.Instrument;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Hook;

/** An instrument that fails is put aside; the run and the other instruments do not notice. */
class InstrumentFailureTest {
  private final Logger logger = Logger.getLogger(Instrument.class.getName());
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final Handler collector =
      new Handler() {
        @Override
        public void publish(LogRecord message) {
          logged.add(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void collectTheLog() {
    logger.setUseParentHandlers(false);
    logger.addHandler(collector);
  }

  @AfterEach
  void restoreTheLog() {
    logger.removeHandler(collector);
    logger.setUseParentHandlers(true);
  }

  /** Counts its calls, and fails in one hook, each time. */
  private static final class Failing extends EveryHook {
    private final Hook hook;
    private final Throwable failure;
    int failures;
    int callsAfterTheFirstFailure;

    Failing(Hook hook, Throwable failure) {
      this.hook = hook;
      this.failure = failure;
    }

    @Override
    void on(Hook called, Task<?> task) {
      if (failures > 0) {
        callsAfterTheFirstFailure++;
      }
      if (called == hook) {
        failures++;
        Failing.<RuntimeException>sneakyThrow(failure);
      }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneakyThrow(Throwable failure) throws X {
      throw (X) failure;
    }
  }

  @Test
  @Covers("INS-13")
  void hook_fails_andSoDoesTheInstrumentsText() throws Exception {
    Instrument unspeakable =
        new Instrument() {
          @Override
          public void taskExited(Task<?> task) {
            throw new IllegalStateException("a bug");
          }

          @Override
          public String toString() {
            throw new IllegalStateException("another bug");
          }
        };
    Terzetto.run(
        RunOptions.defaults().withInstrument(unspeakable),
        () -> Nursery.run(nursery -> nursery.startSoon(Checkpoints::checkpoint)));
    assertEquals(1, logged.size());
    assertTrue(logged.getFirst().getMessage().contains("its toString threw"));
  }

  @ParameterizedTest
  @EnumSource
  @Covers({"INS-13", "C-38"})
  void hook_thatThrows_isLoggedAndItsInstrumentRemoved(Hook hook) throws Exception {
    assertPutAside(hook, new IllegalStateException("a broken instrument"));
  }

  /** Sleeps once, within the step of a task. */
  private static final class Sleepy extends EveryHook {
    private boolean slept;

    @Override
    void on(Hook called, Task<?> task) {
      if (called == Hook.BEFORE_TASK_STEP && task.name().equals("waiter") && !slept) {
        slept = true;
        try {
          Terzetto.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Test
  @Covers("INS-13")
  void hook_thatSleeps_isRefused_andItsTaskIsNotWokenForIt() throws Exception {
    Event end = new Event();
    Terzetto.run(
        VirtualTime.options().withInstrument(new Sleepy()),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(
                  "waiter",
                  () -> {
                    end.await();
                    assertTrue(end.isSet());
                  });
              Terzetto.sleep(Duration.ofSeconds(5));
              end.set();
            }));
    assertEquals(1, logged.size(), logged::toString);
    assertInstanceOf(IllegalStateException.class, logged.getFirst().getThrown());
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_RUN", "TASK_SCHEDULED", "TASK_EXITED", "AFTER_IO_WAIT"})
  @Covers("INS-13")
  void hook_thatThrowsAnError_isLoggedAndItsInstrumentRemoved(Hook hook) throws Exception {
    assertPutAside(hook, new AssertionError("a broken instrument"));
  }

  private void assertPutAside(Hook hook, Throwable failure) throws Exception {
    Failing failing = new Failing(hook, failure);
    RecordingInstrument before = new RecordingInstrument();
    RecordingInstrument behind = new RecordingInstrument();
    int result =
        Terzetto.run(
            VirtualTime.options()
                .withInstrument(before)
                .withInstrument(failing)
                .withInstrument(behind),
            () ->
                Nursery.<Integer>call(nursery -> {
                  nursery.startSoon(Checkpoints::checkpoint);
                  nursery.startSoon(() -> Terzetto.sleep(Duration.ofSeconds(1)));
                  return 8;
                }));
    assertEquals(8, result);
    assertEquals(1, failing.failures);
    assertEquals(0, failing.callsAfterTheFirstFailure);
    assertEquals(before.events(), behind.events());
    assertEquals(Hook.BEFORE_RUN, behind.events().getFirst().hook());
    assertEquals(Hook.AFTER_RUN, behind.events().getLast().hook());
    assertEquals(5, behind.events(Hook.TASK_EXITED).size());
    assertEquals(1, logged.size(), logged::toString);
    assertSame(failure, logged.getFirst().getThrown());
    assertTrue(
        logged.getFirst().getMessage().contains(hook.toString())
            || logged.getFirst().getMessage().contains("Failing"),
        () -> "the message does not say what failed: " + logged.getFirst().getMessage());
  }
}
