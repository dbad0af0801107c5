package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;

/** What a run asks of its clock. */
class ClockTest {
  @Test
  @Covers("CLK-1")
  void times_everywhere_areOnTheClockOfTheRun() throws Exception {
    MockClock clock = new MockClock();
    clock.jump(Duration.ofSeconds(3));
    LoopTime inFive = new LoopTime(8_000_000_000L);
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          assertEquals(new LoopTime(3_000_000_000L), Terzetto.currentTime());
          CancelScope.moveOnAfter(
              Duration.ofSeconds(5),
              scope -> {
                assertEquals(inFive, scope.deadline());
                assertEquals(inFive, CancelScope.effectiveDeadline());
                clock.jump(Duration.ofSeconds(1));
                assertEquals(Optional.of(Duration.ofSeconds(4)), scope.timeout());
                assertEquals(Duration.ofSeconds(4), RunStatistics.current().toNextDeadline());
                assertEquals(new LoopTime(4_000_000_000L), Terzetto.currentTime());
              });
        });
  }

  @Test
  @Covers("CLK-1")
  void defaultClock_inEachRun_startsAtARandomOffset() throws Exception {
    RunOptions options = RunOptions.defaults();
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      starts.add(Terzetto.<LoopTime>run(options, Terzetto::currentTime).nanos());
    }
    // In order by chance once in 20!
    assertNotEquals(starts.stream().sorted().toList(), starts);
  }

  @Test
  @Covers("CLK-1")
  void defaultClock_inARun_goesWithRealTime() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          long realBefore = System.nanoTime();
          LoopTime first = Terzetto.currentTime();
          long realAfterFirst = System.nanoTime();
          while (System.nanoTime() - realAfterFirst < 2_000_000) {
            Thread.onSpinWait();
          }
          long realBeforeSecond = System.nanoTime();
          long passed = Terzetto.currentTime().since(first).toNanos();
          long realAfter = System.nanoTime();
          assertNotEquals(true, passed < realBeforeSecond - realAfterFirst, "too slow");
          assertNotEquals(true, passed > realAfter - realBefore, "too fast");
        });
  }

  /** Writes down the calls of start, of the hooks around it, and of the first reading. */
  private static class StartLog implements Clock, Instrument {
    final List<String> log = new ArrayList<>();

    @Override
    public void start() {
      log.add("start");
    }

    @Override
    public long nanoTime() {
      if (!log.contains("start")) {
        log.add("read before the start");
      }
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
    public void taskSpawned(Task<?> task) {
      log.add("spawned " + task.name());
    }
  }

  @Test
  @Covers("CLK-2")
  void start_inARun_isCalledOnceBetweenBeforeRunAndTheFirstTask() throws Exception {
    StartLog clock = new StartLog();
    Terzetto.run(
        RunOptions.defaults().withClock(clock).withInstrument(clock),
        () -> Terzetto.sleep(Duration.ZERO));
    assertEquals(List.of("beforeRun", "start", "spawned <init>"), clock.log.subList(0, 3));
    assertEquals(1, clock.log.stream().filter("start"::equals).count());
  }

  @Test
  @Covers("CLK-2")
  void start_thatThrows_isAnInternalError() throws Exception {
    IllegalStateException broken = new IllegalStateException("the clock is broken");
    StartLog clock =
        new StartLog() {
          @Override
          public void start() {
            throw broken;
          }
        };
    boolean[] ran = new boolean[1];
    TerzettoInternalError error =
        assertThrows(
            TerzettoInternalError.class,
            () -> Terzetto.run(RunOptions.defaults().withClock(clock), () -> ran[0] = true));
    assertSame(broken, error.getCause());
    assertEquals(false, ran[0]);
    Terzetto.run(RunOptions.defaults(), () -> ran[0] = true); // nothing is left behind
    assertEquals(true, ran[0]);
  }

  @Test
  @Covers("CLK-3")
  void wait_inEachPass_isAsLongAsTheClockSays() throws Exception {
    List<LoopTime> asked = new ArrayList<>();
    SimulatedTime time =
        new SimulatedTime() {
          private int passes;

          @Override
          public long realNanosUntil(long deadline) {
            asked.add(new LoopTime(deadline));
            long left = super.realNanosUntil(deadline);
            return left <= 0 ? left : Math.min(left, ++passes * 1000);
          }
        };
    RecordingInstrument recording = new RecordingInstrument();
    LoopTime[] deadline = new LoopTime[1];
    Terzetto.run(
        time.in(RunOptions.defaults()).withInstrument(recording),
        () -> {
          deadline[0] = Terzetto.currentTime().plus(Duration.ofNanos(9_500));
          Terzetto.sleepUntil(deadline[0]);
          assertEquals(deadline[0], Terzetto.currentTime());
        });
    List<Duration> waits =
        recording.events(Hook.BEFORE_IO_WAIT).stream()
            .map(Event::timeout)
            .filter(timeout -> !timeout.isZero())
            .toList();
    assertEquals(
        List.of(1000, 2000, 3000, 3500), waits.stream().map(Duration::toNanosPart).toList());
    assertEquals(List.of(deadline[0]), asked.stream().distinct().toList());
  }

  @Test
  @Covers("CLK-1")
  void clock_thatStartsBelowZero_isAsGoodAsAnother() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        new SimulatedTime(-5_000_000_000L).in(RunOptions.defaults()),
        () -> {
          Terzetto.sleep(Duration.ofSeconds(3));
          log.add("slept until " + Terzetto.currentTime());
          CancelScope.moveOnAfter(Duration.ofSeconds(4), _ -> Terzetto.sleepForever());
          log.add("timed out at " + Terzetto.currentTime());
          CancelScope.create()
              .run(scope -> {
                scope.deadline(LoopTime.PAST);
                Terzetto.sleepForever();
              });
        });
    assertEquals(List.of("slept until -2.0 s", "timed out at 2.0 s"), log);
  }

  @Test
  @Covers({"CLK-1", "CAN-29"})
  void deadlineInThePast_onTheDefaultClock_isMetAtOnce() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.run(self -> {
        self.deadline(LoopTime.PAST);
        Terzetto.sleepForever();
      });
      assertTrue(scope.cancelledCaught());
    });
  }
}
