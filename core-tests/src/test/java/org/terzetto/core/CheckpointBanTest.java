package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.sync.Event;
import org.terzetto.sync.Lock;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Code in which others must not get a turn. */
class CheckpointBanTest {
  private static final RunOptions DEBUG = RunOptions.defaults().withDebug(true);

  private record Case(String name, TaskBody checkpoint) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Case> checkpoints() {
    ParkingLot lot = new ParkingLot();
    return List.of(
        new Case("checkpoint", Checkpoints::checkpoint),
        new Case("cancel point", Checkpoints::checkpointIfCancelled),
        new Case("schedule point", Checkpoints::cancelShieldedCheckpoint),
        new Case("budgeted", Checkpoints::budgetedCheckpoint),
        new Case("sleep", () -> Terzetto.sleep(Duration.ofSeconds(1))),
        new Case("sleep zero", () -> Terzetto.sleep(Duration.ZERO)),
        new Case("sleep for ever", Terzetto::sleepForever),
        new Case("park", lot::park),
        new Case("idle", TaskProbe::waitAllTasksBlocked),
        new Case("blocking", () -> Terzetto.<RuntimeException>blocking(() -> {})),
        new Case("nursery", () -> Nursery.run(_ -> {})),
        new Case("free lock", () -> new Lock().acquire()),
        new Case("event", () -> new Event().await()),
        new Case("channel", () -> MemoryChannel.open(1).sender().send("value")));
  }

  /** A call of something that suspends, hidden from the compiler. */
  private static void hide(TaskBody body) {
    try {
      body.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  @Covers("DBG-1")
  void checkpoint_inside_isRefused_andTheTaskGoesOn(Case hidden) throws Exception {
    Terzetto.run(
        DEBUG.withMainName("critical").withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
        () -> {
          IllegalStateException failure =
              assertThrows(
                  IllegalStateException.class,
                  () -> Checkpoints.forbid(() -> hide(hidden.checkpoint())));
          assertTrue(failure.getMessage().contains("'critical'"), failure.getMessage());
          Checkpoints.checkpoint();
          Terzetto.sleep(Duration.ofSeconds(5));
          TaskProbe.waitAllTasksBlocked();
        });
  }

  @Test
  @Covers("DBG-1")
  void sleeper_thatWasRefused_isNoLongerInItsParkingLot() throws Exception {
    ParkingLot lot = new ParkingLot();
    Terzetto.run(
        DEBUG,
        () -> {
          assertThrows(
              IllegalStateException.class, () -> Checkpoints.forbid(() -> hide(lot::park)));
          assertEquals(0, lot.statistics().tasksWaiting());
          lot.unparkAll();
        });
  }

  @Test
  @Covers("DBG-2")
  void whatDoesNotSuspend_isAllowed() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        DEBUG,
        () ->
            Nursery.run(nursery -> {
              Event event = new Event();
              String value =
                  Checkpoints.callForbidden(() -> {
                    nursery.startSoon(() -> {
                      event.await();
                      log.add("child");
                    });
                    event.set();
                    CancelScope.create().cancel();
                    log.add("critical");
                    return "value";
                  });
              assertEquals("value", value);
            }));
    assertEquals(List.of("critical", "child"), log);
  }

  @Test
  @Covers("DBG-2")
  void blocks_nest_andEndWithAnException() throws Exception {
    Terzetto.run(
        DEBUG,
        () -> {
          Checkpoints.forbid(() -> {
            Checkpoints.forbid(() -> {});
            assertThrows(IllegalStateException.class, Checkpoints::checkpoint);
          });
          Checkpoints.checkpoint();
          assertThrows(
              ArithmeticException.class,
              () ->
                  Checkpoints.forbid(() -> {
                    throw new ArithmeticException();
                  }));
          Checkpoints.checkpoint();
        });
  }

  @Test
  @Covers("DBG-2")
  void outsideOfDebugMode_itIsAPlainCall() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withDebug(false),
        () -> Checkpoints.forbid(() -> hide(Checkpoints::checkpoint)));
    boolean[] called = new boolean[1];
    assertThrows(IllegalStateException.class, () -> Checkpoints.forbid(() -> called[0] = true));
    assertFalse(called[0]);
  }
}
