package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.terzetto.Backoff;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Retry;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunRandom;
import org.terzetto.testing.Covers;

/** Trying again, after a while. */
class RetryTest {
  private static final Backoff BACKOFF = Backoff.exponential(seconds(1), seconds(5));

  private final List<Long> triedAt = new ArrayList<>();

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static List<Duration> delays(Backoff backoff, int failures) {
    return IntStream.rangeClosed(1, failures)
        .mapToObj(i -> backoff.delayAfter(i, new IOException()).orElseThrow())
        .toList();
  }

  private int attempt() {
    triedAt.add(Terzetto.currentTime().nanos() / 1_000_000_000L);
    return triedAt.size();
  }

  @Test
  @Covers({"RES-9", "RES-11"})
  void call_triesAgainAfterGrowingDelays_untilItReturns() throws Exception {
    VirtualTime.run(() -> {
      String value =
          Retry.call(
              BACKOFF,
              () -> {
                if (attempt() < 6) {
                  throw new IOException("not yet");
                }
                return "at last";
              });
      assertEquals("at last", value);
    });
    assertEquals(List.of(0L, 1L, 3L, 7L, 12L, 17L), triedAt);
  }

  @Test
  @Covers("RES-9")
  void error_andCancellation_passAtOnce() throws Exception {
    AssertionError error = new AssertionError("broken");
    VirtualTime.run(() -> {
      assertSame(
          error,
          assertThrows(
              AssertionError.class,
              () ->
                  Retry.call(
                      BACKOFF,
                      () -> {
                        attempt();
                        throw error;
                      })));
      assertThrows(
          InterruptedException.class,
          () ->
              Retry.call(
                  BACKOFF,
                  () -> {
                    attempt();
                    throw new InterruptedException();
                  }));
      CancelScope scope =
          CancelScope.<Exception>moveOnAfter(
              seconds(2),
              _ ->
                  Retry.keepRunning(
                      BACKOFF,
                      seconds(100),
                      () -> {
                        attempt();
                        Terzetto.sleepForever();
                      }));
      assertTrue(scope.cancelledCaught());
    });
    assertEquals(3, triedAt.size());
  }

  @Test
  @Covers("RES-9")
  void failureThatComesWithACancellation_isNotTriedAgain() throws Exception {
    IllegalStateException failure = new IllegalStateException("clean-up failed");
    VirtualTime.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  CancelScope.<Exception>moveOnAfter(
                      seconds(2),
                      _ ->
                          Retry.call(
                              BACKOFF,
                              () -> {
                                attempt();
                                Nursery.run(nursery -> {
                                  nursery.startSoon(() -> Terzetto.sleepForever());
                                  try {
                                    Terzetto.sleepForever();
                                  } finally {
                                    nursery.startSoon(() -> {
                                      throw failure;
                                    });
                                  }
                                });
                                return "never";
                              })));
      assertEquals(List.of(failure), group.exceptions());
    });
    assertEquals(1, triedAt.size());
  }

  @Test
  @Covers("RES-10")
  void givingUp_throwsTheLastFailure_withThoseBefore() throws Exception {
    List<IOException> failures =
        IntStream.range(0, 20).mapToObj(i -> new IOException("" + i)).toList();
    VirtualTime.run(() -> {
      IOException last =
          assertThrows(
              IOException.class,
              () ->
                  Retry.call(
                      BACKOFF.upTo(20),
                      () -> {
                        throw failures.get(attempt() - 1);
                      }));
      assertSame(failures.get(19), last);
      assertEquals(failures.subList(3, 19), Arrays.asList(last.getSuppressed()));
      IOException same = new IOException("always the same");
      IOException thrown =
          assertThrows(
              IOException.class,
              () ->
                  Retry.call(
                      BACKOFF.upTo(3),
                      () -> {
                        throw same;
                      }));
      assertSame(same, thrown);
      assertEquals(0, thrown.getSuppressed().length);
    });
    assertEquals(20, triedAt.size());
  }

  @Test
  @Covers("RES-11")
  void policies_sayHowLongAndWhenToGiveUp() {
    assertEquals(
        List.of(seconds(1), seconds(2), seconds(4), seconds(5), seconds(5)), delays(BACKOFF, 5));
    assertEquals(seconds(5), BACKOFF.delayAfter(1000, new IOException()).orElseThrow());
    assertEquals(
        Duration.ofNanos(Long.MAX_VALUE),
        Backoff.exponential(Duration.ofNanos(1), Duration.ofSeconds(Long.MAX_VALUE))
            .delayAfter(64, new IOException())
            .orElseThrow());
    Backoff thrice = BACKOFF.upTo(3).onlyFor(IOException.class);
    assertEquals(Optional.of(seconds(2)), thrice.delayAfter(2, new FileNotFoundException()));
    assertEquals(Optional.empty(), thrice.delayAfter(3, new IOException()));
    assertEquals(Optional.empty(), thrice.delayAfter(1, new IllegalStateException()));
  }

  @Test
  @Covers("RES-11")
  void policies_withoutSense_areRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Backoff.exponential(Duration.ZERO, seconds(1)));
    assertThrows(IllegalArgumentException.class, () -> Backoff.exponential(seconds(2), seconds(1)));
    assertThrows(IllegalArgumentException.class, () -> BACKOFF.upTo(0));
    assertThrows(
        IllegalArgumentException.class, () -> Retry.keepRunning(BACKOFF, seconds(-1), () -> {}));
  }

  @Test
  @Covers("RES-12")
  void jitter_shortensByHalfAtMost_andRepeatsWithTheSeed() throws Exception {
    List<List<Duration>> runs = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      Terzetto.run(
          RunOptions.defaults().withSeed(seed), () -> runs.add(delays(BACKOFF.withJitter(), 50)));
    }
    assertEquals(runs.get(0), runs.get(1));
    assertNotEquals(runs.get(0), runs.get(2));
    List<Duration> full = delays(BACKOFF, 50);
    for (int i = 0; i < 50; i++) {
      Duration delay = runs.get(0).get(i);
      assertTrue(delay.compareTo(full.get(i)) <= 0, delay.toString());
      assertTrue(delay.compareTo(full.get(i).dividedBy(2)) >= 0, delay.toString());
    }
    assertTrue(runs.get(0).stream().distinct().count() > 40);
    assertThrows(IllegalStateException.class, RunRandom::current);
  }

  @Test
  @Covers("RES-12")
  void random_withoutASeed_differsFromRunToRun() throws Exception {
    RunOptions options = RunOptions.defaults().withoutSeed();
    long first = Terzetto.<Long>run(options, () -> RunRandom.current().nextLong());
    long second = Terzetto.<Long>run(options, () -> RunRandom.current().nextLong());
    assertNotEquals(first, second);
  }

  @Test
  @Covers("RES-13")
  void keepRunning_forgetsFailures_onceTheServiceWasHealthy() throws Exception {
    VirtualTime.run(() ->
        Retry.keepRunning(
            BACKOFF.upTo(3),
            seconds(60),
            () -> {
              switch (attempt()) {
                case 1, 2 -> throw new IOException("at once");
                case 3 -> {
                  Terzetto.sleep(seconds(60));
                  throw new IOException("after a healthy while");
                }
                case 4 -> {
                  Terzetto.sleep(seconds(59));
                  throw new IOException("not yet healthy");
                }
                default -> {}
              }
            }));
    assertEquals(List.of(0L, 1L, 3L, 64L, 125L), triedAt);
  }
}
