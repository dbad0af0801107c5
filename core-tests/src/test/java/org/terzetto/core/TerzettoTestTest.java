package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.junit.TerzettoTest;

/** The annotation at work; what is to fail is run by a JUnit inside. */
class TerzettoTestTest {
  private static final LoopTime EIGHT_HOURS = new LoopTime(Duration.ofHours(8).toNanos());

  private boolean beforeOutside;

  @BeforeEach
  void isOutside() {
    beforeOutside = !Terzetto.inRun();
  }

  @AfterEach
  void isOutsideAgain() {
    assertFalse(Terzetto.inRun());
  }

  @TerzettoTest
  @Covers("TST-16")
  void method_isTheMainTask(TestInfo info) throws InterruptedException {
    assertTrue(beforeOutside);
    assertEquals("main", Task.current().name());
    assertTrue(info.getDisplayName().contains("seed"));
    Terzetto.sleep(Duration.ZERO);
  }

  @TerzettoTest
  @Covers("TST-15")
  void mockClock_isTheClockOfTheRun(MockClock clock) throws InterruptedException {
    assertEquals(Optional.empty(), clock.autojumpThreshold());
    clock.jump(Duration.ofHours(8));
    assertEquals(EIGHT_HOURS, Terzetto.currentTime());
  }

  @TerzettoTest(autojump = true)
  @Covers("TST-15")
  void autojump_sleepsInNoTime() throws InterruptedException {
    Terzetto.sleep(Duration.ofHours(8));
    assertEquals(EIGHT_HOURS, Terzetto.currentTime());
  }

  @TerzettoTest(autojump = true)
  @Covers("TST-15")
  void autojump_isWhatTheClockAskedForDoes(MockClock clock) throws InterruptedException {
    Terzetto.sleep(Duration.ofHours(8));
    assertEquals(clock.nanoTime(), Terzetto.currentTime().nanos());
  }

  @TerzettoTest
  @Covers("TST-15")
  void instruments_watchTheRun(RecordingInstrument one, RecordingInstrument other)
      throws InterruptedException {
    assertNotSame(one, other);
    one.clear();
    Nursery.run(nursery -> nursery.startSoon("child", () -> {}));
    for (RecordingInstrument instrument : List.of(one, other)) {
      assertTrue(
          instrument.events(RecordingInstrument.Hook.TASK_EXITED).stream()
              .anyMatch(event -> event.toString().equals("taskExited child")));
    }
  }

  @TerzettoTest(seeds = 42)
  @Covers({"TST-15", "TST-17"})
  void options_tellTheSeed(RunOptions options) {
    assertEquals(42, options.seed().orElseThrow());
  }

  static Stream<Instrument> instruments() {
    return Stream.of(new RecordingInstrument(), new RecordingInstrument());
  }

  @TerzettoTest
  @ParameterizedTest
  @MethodSource("instruments")
  @Covers({"TST-15", "TST-18"})
  void arguments_fromElsewhere_areUsedToo(Instrument instrument, MockClock clock)
      throws InterruptedException {
    RecordingInstrument recorder = assertInstanceOf(RecordingInstrument.class, instrument);
    assertEquals(
        List.of("beforeRun"),
        recorder.events().stream().limit(1).map(event -> event.hook().toString()).toList());
    clock.jump(Duration.ofSeconds(1));
    assertEquals(clock.nanoTime(), Terzetto.currentTime().nanos());
  }

  @TerzettoTest
  @RepeatedTest(2)
  @Covers("TST-18")
  void repeatedTest_callsItAsOftenAsItSays() throws InterruptedException {
    assertEquals("main", Task.current().name());
    Terzetto.sleep(Duration.ZERO);
  }

  @Test
  @Covers("TST-15")
  void clocks_two_areAnError() {
    assertInstanceOf(
        ExtensionConfigurationException.class, JupiterRun.of(TwoClocks.class).failure());
  }

  static class TwoClocks {
    @TerzettoTest
    void test(MockClock one, MockClock other) {}
  }

  @Test
  @Covers("TST-16")
  void failure_ofTheMethod_isReportedItselfWithItsSeed() {
    Throwable failure = JupiterRun.of(Fails.class).failure();
    assertEquals("on purpose", failure.getMessage());
    assertInstanceOf(IOException.class, failure);
    assertHint(failure, 7);
  }

  static class Fails {
    @TerzettoTest(seeds = 7)
    void test() throws IOException {
      throw new IOException("on purpose");
    }
  }

  @Test
  @Covers("TST-16")
  void failure_aloneInGroups_isReportedItself() {
    Throwable failure = JupiterRun.of(FailsInAChild.class).failure();
    assertInstanceOf(AssertionError.class, failure);
    assertHint(failure, 8);
  }

  static class FailsInAChild {
    @TerzettoTest(seeds = 8)
    void test() throws InterruptedException {
      Nursery.run(outer ->
          outer.startSoon(() -> Nursery.run(inner -> inner.startSoon(() -> assertEquals(1, 2)))));
    }
  }

  @Test
  @Covers("TST-16")
  void failures_several_stayAGroup() {
    Throwable failure = JupiterRun.of(FailsTwice.class).failure();
    assertEquals(2, assertInstanceOf(ExceptionGroup.class, failure).exceptions().size());
    assertHint(failure, 9);
  }

  static class FailsTwice {
    @TerzettoTest(seeds = 9)
    void test() throws InterruptedException {
      Nursery.run(nursery -> {
        nursery.startSoon(() -> assertEquals(1, 2));
        throw new IllegalStateException("on purpose");
      });
    }
  }

  @Test
  @Covers("TST-16")
  void assumption_inAChild_abortsTheTest() {
    JupiterRun run = JupiterRun.of(Assumes.class);
    assertEquals(List.of(Status.ABORTED), run.results().stream().map(r -> r.status()).toList());
  }

  static class Assumes {
    @TerzettoTest
    void test() throws InterruptedException {
      Nursery.run(nursery -> nursery.startSoon(() -> assumeTrue(false)));
    }
  }

  @Test
  @Covers("TST-18")
  void timeout_interruptsTheMainTask() {
    Hangs.ending = "none";
    Throwable failure = JupiterRun.of(Hangs.class).failure();
    assertInstanceOf(TimeoutException.class, failure);
    assertEquals("InterruptedException", Hangs.ending);
  }

  static class Hangs {
    static String ending = "none";

    @TerzettoTest
    @Timeout(value = 1, unit = TimeUnit.MILLISECONDS, threadMode = Timeout.ThreadMode.SAME_THREAD)
    void test() throws InterruptedException {
      try {
        Terzetto.sleepForever();
      } catch (Throwable e) {
        ending = e.getClass().getSimpleName();
        throw e;
      }
    }
  }

  @Test
  @Covers("TST-18")
  void schedules_withAnotherAnnotationThatRepeats_areAnError() {
    for (Class<?> wrong : List.of(ScheduledAndParameterized.class, SeededAndRepeated.class)) {
      assertInstanceOf(ExtensionConfigurationException.class, JupiterRun.of(wrong).failure());
    }
  }

  static class ScheduledAndParameterized {
    @TerzettoTest(schedules = 2)
    @ParameterizedTest
    @ValueSource(ints = 1)
    void test(int number) {}
  }

  static class SeededAndRepeated {
    @TerzettoTest(seeds = 2)
    @RepeatedTest(2)
    void test() {}
  }

  @Test
  @Covers("TST-17")
  void schedules_none_areAnError() {
    assertInstanceOf(
        ExtensionConfigurationException.class, JupiterRun.of(NoSchedules.class).failure());
  }

  static class NoSchedules {
    @TerzettoTest(schedules = 0)
    void test() {}
  }

  private static void assertHint(Throwable failure, long seed) {
    assertTrue(
        Arrays.stream(failure.getSuppressed())
            .anyMatch(hint -> hint.getMessage().contains("-Dterzetto.seed=" + seed + " ")),
        () -> "no hint in " + Arrays.toString(failure.getSuppressed()));
  }
}
