package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.IoBackend;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

class MockClockTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  @Covers("CLK-4")
  void clock_new_standsAtZeroUntilItJumps() {
    MockClock clock = new MockClock();
    assertEquals(0, clock.rate());
    assertEquals(Optional.empty(), clock.autojumpThreshold());
    letRealTimePass();
    assertEquals(0, clock.nanoTime());
    clock.jump(SECOND);
    letRealTimePass();
    assertEquals(1_000_000_000, clock.nanoTime());
    clock.jump(Duration.ZERO);
    clock.jump(Duration.ofNanos(1));
    assertEquals(1_000_000_001, clock.nanoTime());
  }

  @Test
  @Covers("CLK-4")
  void jump_withSleepers_wakesThoseWhoseDeadlineItReached() throws Exception {
    MockClock clock = new MockClock();
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              for (int seconds : List.of(1, 2, 3)) {
                nursery.startSoon(() -> {
                  Terzetto.sleep(Duration.ofSeconds(seconds));
                  log.add(seconds + " at " + Terzetto.currentTime());
                });
              }
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of(), log);
              clock.jump(SECOND.minusNanos(1));
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of(), log);
              clock.jump(Duration.ofNanos(1));
              TaskProbe.waitAllTasksBlocked();
              assertEquals(List.of("1 at 1.0 s"), log);
              clock.jump(Duration.ofSeconds(9));
            }));
    assertEquals(3, log.size());
    assertTrue(log.containsAll(List.of("2 at 10.0 s", "3 at 10.0 s")), log::toString);
  }

  @Test
  @Covers("CLK-4")
  void clock_withBadArguments_staysAsItIs() {
    MockClock clock = new MockClock(2);
    assertThrows(IllegalArgumentException.class, () -> clock.jump(Duration.ofNanos(-1)));
    for (double rate : List.of(-1.0, -Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThrows(IllegalArgumentException.class, () -> clock.rate(rate));
      assertThrows(IllegalArgumentException.class, () -> new MockClock(rate));
    }
    assertThrows(
        IllegalArgumentException.class, () -> clock.autojumpThreshold(Duration.ofNanos(-1)));
    assertEquals(2, clock.rate());
    assertEquals(Optional.empty(), clock.autojumpThreshold());
  }

  @Test
  @Covers("CLK-4")
  void jump_beyondTheEndOfTime_stopsThere() {
    MockClock clock = new MockClock(1000);
    clock.jump(Duration.ofSeconds(Long.MAX_VALUE));
    assertEquals(Long.MAX_VALUE, clock.nanoTime());
    letRealTimePass();
    assertEquals(Long.MAX_VALUE, clock.nanoTime());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 1, 10, 1e6})
  @Covers("CLK-5")
  void clock_withARate_advancesInProportionToRealTime(double rate) {
    long realBefore = System.nanoTime();
    MockClock clock = new MockClock(rate);
    long realStarted = System.nanoTime();
    letRealTimePass();
    long realBeforeReading = System.nanoTime();
    long advance = clock.nanoTime();
    long realAfter = System.nanoTime();
    assertTrue(advance >= (realBeforeReading - realStarted) * rate - 1, advance + " is too little");
    assertTrue(advance <= (realAfter - realBefore) * rate + 1, advance + " is too much");
  }

  @Test
  @Covers("CLK-5")
  void rate_changed_keepsTheTimeContinuous() {
    MockClock clock = new MockClock(1e6);
    letRealTimePass();
    long before = clock.nanoTime();
    clock.rate(0);
    long stopped = clock.nanoTime();
    assertTrue(before >= 2_000_000L * 1_000_000 && stopped >= before, before + " " + stopped);
    letRealTimePass();
    assertEquals(stopped, clock.nanoTime());

    long realBefore = System.nanoTime();
    clock.rate(2);
    long further = clock.nanoTime() - stopped;
    long realAfter = System.nanoTime();
    assertTrue(further >= 0 && further <= 2 * (realAfter - realBefore) + 1, further + " ns");
    assertEquals(2, clock.rate());
  }

  @Test
  @Covers("CLK-5")
  void sleep_onAFastClock_endsAtItsDeadlineOrLater() throws Exception {
    Terzetto.run(
        RunOptions.defaults().withClock(new MockClock(1e6)),
        () -> {
          LoopTime deadline = Terzetto.currentTime().plus(Duration.ofHours(1)); // 3.6 ms
          Terzetto.sleepUntil(deadline);
          assertTrue(Terzetto.currentTime().compareTo(deadline) >= 0);
        });
  }

  @Test
  @Covers("CLK-6")
  void realNanosUntil_whileTheClockStands_isForEverOrNothing() {
    MockClock clock = new MockClock();
    assertEquals(Long.MAX_VALUE, clock.realNanosUntil(1));
    assertEquals(Long.MAX_VALUE, clock.realNanosUntil(Long.MAX_VALUE));
    assertEquals(0, clock.realNanosUntil(0));
    assertEquals(0, clock.realNanosUntil(-1));
    assertEquals(0, clock.realNanosUntil(Long.MIN_VALUE));
    clock.jump(SECOND);
    assertEquals(0, clock.realNanosUntil(1_000_000_000));
    assertEquals(Long.MAX_VALUE, clock.realNanosUntil(1_000_000_001));
  }

  @Test
  @Covers({"CLK-5", "CLK-6"})
  void realNanosUntil_whileTheClockRuns_isTheDistanceDividedByTheRate() {
    MockClock fast = new MockClock(4);
    long left = fast.realNanosUntil(4_000_000_000_000L);
    assertTrue(left <= 1_000_000_000_000L && left > 500_000_000_000L, left + " ns");
    assertEquals(0, fast.realNanosUntil(0));
    MockClock slow = new MockClock(1e-9);
    assertEquals(Long.MAX_VALUE, slow.realNanosUntil(Long.MAX_VALUE - 1));
  }

  @Test
  @Covers({"CLK-7", "CLK-8", "C-44"})
  void autojump_withTenSleepers_wakesEachExactlyOnItsDeadline() throws Exception {
    MockClock clock = autojump();
    List<Integer> woken = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < 10; i++) {
                int id = i * 7 % 10;
                nursery.startSoon(() -> {
                  Terzetto.sleep(Duration.ofSeconds(10 * id));
                  assertEquals(new LoopTime(10_000_000_000L * id), Terzetto.currentTime());
                  woken.add(id);
                });
              }
            }));
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), woken);
    assertEquals(90_000_000_000L, clock.nanoTime());
  }

  @Test
  @Covers("CLK-7")
  void autojump_withAThreshold_waitsThatLongBeforeEachJump() throws Exception {
    Duration threshold = Duration.ofMillis(5);
    MockClock clock = new MockClock().autojumpThreshold(threshold);
    assertEquals(Optional.of(threshold), clock.autojumpThreshold());
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () -> {
          for (int i = 1; i <= 3; i++) {
            long realBefore = System.nanoTime();
            Terzetto.sleep(Duration.ofHours(1));
            assertTrue(System.nanoTime() - realBefore >= threshold.toNanos());
            assertEquals(Duration.ofHours(i).toNanos(), clock.nanoTime());
          }
        });
  }

  @Test
  @Covers("CLK-7")
  void autojump_whileATaskIsRunnable_doesNotHappen() throws Exception {
    MockClock clock = autojump();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> Terzetto.sleep(SECOND));
              for (int i = 0; i < 100; i++) {
                Checkpoints.checkpoint();
              }
              assertEquals(0, clock.nanoTime());
            }));
    assertEquals(SECOND.toNanos(), clock.nanoTime());
  }

  @Test
  @Covers("CLK-7")
  void autojump_whileIoArrives_doesNotHappen() throws Exception {
    MockClock clock = autojump();
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    try (var in = there.source();
        var out = there.sink();
        var backIn = back.source();
        var backOut = back.sink()) {
      in.configureBlocking(false);
      backIn.configureBlocking(false);
      Terzetto.run(
          RunOptions.defaults().withClock(clock),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> Terzetto.sleep(SECOND));
                nursery.startSoon(() -> echo(in, backOut, 20));
                out.write(ByteBuffer.allocate(1));
                echo(backIn, out, 20);
                assertEquals(0, clock.nanoTime());
              }));
    }
    assertEquals(SECOND.toNanos(), clock.nanoTime());
  }

  /** Answers each byte with a byte; what the two sides have under way keeps the run busy. */
  private static void echo(Pipe.SourceChannel in, Pipe.SinkChannel out, int times)
      throws IOException, InterruptedException {
    Readiness readiness = Readiness.of(in);
    for (int i = 0; i < times; i++) {
      readiness.waitReadable();
      assertEquals(1, in.read(ByteBuffer.allocate(1)));
      out.write(ByteBuffer.allocate(1));
    }
    readiness.notifyClosing();
  }

  @Test
  @Covers({"CLK-9", "C-45"})
  void autojump_whileATaskWaitsForIdleness_doesNotHappen() throws Exception {
    MockClock clock = autojump();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> Terzetto.sleep(SECOND));
              TaskProbe.waitAllTasksBlocked();
              assertEquals(0, clock.nanoTime());
              TaskProbe.waitAllTasksBlocked(Duration.ofMillis(10)); // longer than the threshold
              assertEquals(0, clock.nanoTime());
            }));
    assertEquals(SECOND.toNanos(), clock.nanoTime());
  }

  @Test
  @Covers("CLK-10")
  void autojump_withoutDeadline_doesNothing() throws Exception {
    MockClock clock = autojump();
    Task<?>[] sleeper = new Task<?>[1];
    RunToken[] token = new RunToken[1];
    RunOptions options =
        RunOptions.defaults()
            .withClock(clock)
            .withBackend(
                RealBackend.inside(real ->
                    new ForwardingBackend(real) {
                      private int polls;

                      @Override
                      public boolean poll(long timeoutNanos, IoBackend.ReadinessSink sink)
                          throws IOException {
                        // The loop may wait for good, or look again and again.
                        if (sleeper[0] != null && (timeoutNanos > 0 || ++polls == 100)) {
                          Task<?> woken = sleeper[0];
                          sleeper[0] = null;
                          token[0].runSoon(() -> Parking.reschedule(woken));
                        }
                        return super.poll(timeoutNanos, sink);
                      }
                    }));
    Terzetto.run(
        options,
        () -> {
          token[0] = RunToken.current();
          sleeper[0] = Task.current();
          Parking.park(cancellation -> Abort.SUCCEEDED);
          assertEquals(0, clock.nanoTime());
          Terzetto.sleep(SECOND); // and it goes on as usual
          assertEquals(SECOND.toNanos(), clock.nanoTime());
        });
  }

  @Test
  @Covers({"CLK-11", "C-44"})
  void autojumpThreshold_setDuringTheRun_takesEffectAtOnce() throws Exception {
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> Terzetto.sleep(SECOND));
              TaskProbe.waitAllTasksBlocked(Duration.ofMillis(5));
              assertEquals(0, clock.nanoTime());
              clock.autojumpThreshold(Duration.ZERO);
              Terzetto.sleep(Duration.ofSeconds(2));
              assertEquals(2 * SECOND.toNanos(), clock.nanoTime());
            }));
  }

  @Test
  @Covers({"CLK-11", "C-44"})
  void noAutojump_setDuringTheRun_takesEffectAtOnce() throws Exception {
    MockClock clock = autojump();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              Terzetto.sleep(SECOND);
              clock.noAutojump();
              assertEquals(Optional.empty(), clock.autojumpThreshold());
              Task<?> sleeper = nursery.startSoon(() -> Terzetto.sleep(SECOND));
              TaskProbe.waitAllTasksBlocked();
              TaskProbe.waitAllTasksBlocked(Duration.ofMillis(5));
              waitWithoutIdleness(Duration.ofMillis(5));
              assertEquals(SECOND.toNanos(), clock.nanoTime());
              assertEquals(Task.State.RUNNING, sleeper.state());
              clock.jump(SECOND);
            }));
  }

  /** Blocks for a while of real time, with the loop idle, though nobody waits for idleness. */
  private static void waitWithoutIdleness(Duration real) throws InterruptedException {
    Terzetto.blocking(() -> Thread.sleep(real));
  }

  @Test
  @Covers("CLK-11")
  void clock_notInstalled_hasNoInfluence() throws Exception {
    MockClock bystander = autojump();
    MockClock clock = new MockClock();
    Terzetto.run(
        RunOptions.defaults().withClock(clock),
        () ->
            Nursery.run(nursery -> {
              Task<?> sleeper = nursery.startSoon(() -> Terzetto.sleep(SECOND));
              waitWithoutIdleness(Duration.ofMillis(5));
              bystander.jump(Duration.ofHours(1));
              bystander.autojumpThreshold(Duration.ZERO);
              waitWithoutIdleness(Duration.ofMillis(5));
              TaskProbe.waitAllTasksBlocked();
              assertFalse(sleeper.state() != Task.State.RUNNING);
              assertEquals(0, clock.nanoTime());
              clock.jump(SECOND);
            }));
    assertEquals(Duration.ofHours(1).toNanos(), bystander.nanoTime());
  }

  private static MockClock autojump() {
    return new MockClock().autojumpThreshold(Duration.ZERO);
  }

  private static void letRealTimePass() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < 2_000_000) {
      Thread.onSpinWait();
    }
  }
}
