package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Gather;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

/** Several calls at once, and what they return. */
class GatherTest {
  private final List<String> log = new ArrayList<>();

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  /** Gives its value after a while, and tells how it ended. */
  private TaskCall<String> after(long seconds, String value) {
    return () -> {
      String end = " cancelled at ";
      try {
        Terzetto.sleep(seconds(seconds));
        end = " done at ";
        return value;
      } finally {
        log.add(value + end + Terzetto.currentTime());
      }
    };
  }

  private static TaskCall<String> failingAfter(long seconds, Exception failure) {
    return () -> {
      Terzetto.sleep(seconds(seconds));
      throw failure;
    };
  }

  private static void assertTime(long seconds) {
    assertEquals(seconds(seconds).toNanos(), Terzetto.currentTime().nanos());
  }

  @Test
  @Covers("RES-1")
  void all_givesResultsInTheOrderOfTheCalls() throws Exception {
    VirtualTime.run(() -> {
      assertEquals(
          Arrays.asList("a", "b", null, "c"),
          Gather.all(List.of(after(3, "a"), after(1, "b"), () -> null, after(2, "c"))));
      assertEquals(List.of("b done at 1.0 s", "c done at 2.0 s", "a done at 3.0 s"), log);
      List<TaskCall<String>> none = List.of();
      assertEquals(List.of(), Gather.all(none));
      assertThrows(
          UnsupportedOperationException.class, () -> Gather.all(List.of(() -> "x")).add("more"));
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  @Covers("RES-2")
  void map_keepsTheOrderAndTheLimit(int limit) throws Exception {
    int[] working = {0, 0};
    for (long seed = 0; seed < 10; seed++) {
      Terzetto.run(
          RunOptions.defaults()
              .withSeed(seed)
              .withClock(new MockClock().autojumpThreshold(Duration.ZERO)),
          () -> {
            List<Integer> items = IntStream.range(0, 10).boxed().toList();
            List<Integer> squares =
                Gather.map(
                    items,
                    limit,
                    item -> {
                      working[1] = Math.max(working[1], ++working[0]);
                      Terzetto.sleep(seconds(1 + item * 7 % 5));
                      working[0]--;
                      return item * item;
                    });
            assertEquals(items.stream().map(i -> i * i).toList(), squares);
          });
    }
    assertEquals(Math.min(limit, 10), working[1]);
    assertEquals(0, working[0]);
  }

  @Test
  @Covers("RES-2")
  void map_takesAnItemWhenThereIsRoomForIt() throws Exception {
    Iterator<Integer> numbers = IntStream.range(0, 4).boxed().iterator();
    Iterable<Integer> logged =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return numbers.hasNext();
              }

              @Override
              public Integer next() {
                Integer next = numbers.next();
                log.add(next + " at " + Terzetto.currentTime());
                return next;
              }
            };
    VirtualTime.run(() ->
        Gather.map(
            logged,
            2,
            item -> {
              Terzetto.sleep(seconds(1));
              return item;
            }));
    assertEquals(List.of("0 at 0.0 s", "1 at 0.0 s", "2 at 1.0 s", "3 at 1.0 s"), log);
  }

  @Test
  @Covers("RES-3")
  void failure_cancelsTheOthers_andTheGroupHasEveryFailure() throws Exception {
    IOException first = new IOException("first");
    IllegalStateException second = new IllegalStateException("while cancelled");
    TaskCall<String> failsInTheEnd =
        () -> {
          try {
            Terzetto.sleepForever();
            return "never";
          } finally {
            throwIt(second);
          }
        };
    VirtualTime.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () -> Gather.all(List.of(after(9, "a"), failsInTheEnd, failingAfter(1, first))));
      assertEquals(List.of(first, second), group.exceptions());
      assertEquals(List.of("a cancelled at 1.0 s"), log);
    });
  }

  private static void throwIt(RuntimeException failure) {
    throw failure;
  }

  @Test
  @Covers("RES-3")
  void map_whoseItemsFail_failsWithThat() throws Exception {
    IllegalStateException failure = new IllegalStateException("no more");
    Iterable<String> broken =
        () ->
            new Iterator<>() {
              private int left = 2;

              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public String next() {
                if (left-- == 0) {
                  throw failure;
                }
                return "item";
              }
            };
    VirtualTime.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class, () -> Gather.map(broken, 5, item -> after(1, item).call()));
      assertEquals(List.of(failure), group.exceptions());
      assertEquals(List.of("item cancelled at 0.0 s", "item cancelled at 0.0 s"), log);
    });
  }

  @Test
  @Covers("RES-4")
  void first_givesTheFirstResult_andCancelsTheOthers() throws Exception {
    VirtualTime.run(() -> {
      String value =
          Gather.first(
              List.of(
                  failingAfter(1, new IOException("forgiven")), after(9, "slow"), after(2, "v")));
      assertEquals("v", value);
      assertTime(2);
      assertEquals(List.of("v done at 2.0 s", "slow cancelled at 2.0 s"), log);
      TaskCall<String> givesNull = () -> null;
      assertNull(Gather.first(List.of(givesNull)));
    });
  }

  @Test
  @Covers("RES-4")
  void first_amongSeveralThatReturnTogether_givesOneOfThem() throws Exception {
    for (long seed = 0; seed < 20; seed++) {
      Terzetto.run(
          RunOptions.defaults().withSeed(seed),
          () ->
              assertTrue(List.of("a", "b").contains(Gather.first(List.of(() -> "a", () -> "b")))));
    }
  }

  @Test
  @Covers("RES-5")
  void first_withoutSuccess_throwsEveryFailureInOrder() throws Exception {
    IOException early = new IOException("early");
    IOException late = new IOException("late");
    VirtualTime.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () -> Gather.first(List.of(failingAfter(2, late), failingAfter(1, early))));
      assertEquals(List.of(early, late), group.exceptions());
    });
  }

  @Test
  @Covers("RES-5")
  void first_losesNoFailureOfALoser_andNoError() throws Exception {
    IllegalStateException cleanUp = new IllegalStateException("clean-up failed");
    AssertionError error = new AssertionError("broken");
    TaskCall<String> failsInTheEnd =
        () -> {
          try {
            Terzetto.sleepForever();
            return "never";
          } finally {
            throwIt(cleanUp);
          }
        };
    TaskCall<String> breaks =
        () -> {
          throw error;
        };
    VirtualTime.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class, () -> Gather.first(List.of(failsInTheEnd, after(1, "v"))));
      assertEquals(List.of(cleanUp), group.exceptions());
      ExceptionGroup broken =
          assertThrows(ExceptionGroup.class, () -> Gather.first(List.of(breaks, after(1, "v"))));
      assertSame(error, broken.exceptions().getFirst());
    });
  }

  @Test
  @Covers("RES-6")
  void wrongArguments_areRefused_andNothingIsStarted() throws Exception {
    List<TaskCall<String>> none = List.of();
    List<TaskCall<String>> one = List.of(after(0, "never"));
    VirtualTime.run(() -> {
      assertThrows(IllegalArgumentException.class, () -> Gather.first(none));
      assertThrows(IllegalArgumentException.class, () -> Gather.firstWithin(seconds(1), none));
      assertThrows(IllegalArgumentException.class, () -> Gather.firstWithin(seconds(-1), one));
      assertThrows(IllegalArgumentException.class, () -> Gather.map(one, 0, call -> call.call()));
      Terzetto.sleep(seconds(1));
      assertEquals(List.of(), log);
    });
    assertThrows(IllegalStateException.class, () -> Gather.all(one));
  }

  @Test
  @Covers("RES-7")
  void firstWithin_inTime_givesTheResult() throws Exception {
    VirtualTime.run(() ->
        assertEquals(
            "v", Gather.firstWithin(seconds(5), List.of(after(9, "slow"), after(2, "v")))));
  }

  @Test
  @Covers("RES-7")
  void firstWithin_tooLate_tellsOfTheFailuresSoFar() throws Exception {
    IOException early = new IOException("early");
    VirtualTime.run(() -> {
      TooSlowException slow =
          assertThrows(
              TooSlowException.class,
              () ->
                  Gather.firstWithin(
                      seconds(5), List.of(failingAfter(1, early), after(9, "slow"))));
      assertEquals(List.of(early), List.of(slow.getSuppressed()));
      assertEquals(List.of("slow cancelled at 5.0 s"), log);
    });
  }

  @Test
  @Covers("RES-8")
  void each_isACheckpoint() throws Exception {
    List<TaskCall<String>> none = List.of();
    VirtualTime.run(() -> {
      TaskProbe.assertCheckpoints(() -> Gather.all(none));
      TaskProbe.assertCheckpoints(() -> Gather.map(none, 1, call -> call.call()));
      TaskProbe.assertCheckpoints(() -> Gather.first(List.of(() -> "v")));
      TaskProbe.assertCheckpoints(() -> Gather.firstWithin(seconds(1), List.of(() -> "v")));
    });
  }

  @Test
  @Covers("RES-8")
  void cancellation_reachesTheCalls_andKeepsFailures() throws Exception {
    IllegalStateException cleanUp = new IllegalStateException("clean-up failed");
    TaskCall<String> failsInTheEnd =
        () -> {
          try {
            Terzetto.sleepForever();
            return "never";
          } finally {
            throwIt(cleanUp);
          }
        };
    VirtualTime.run(() -> {
      CancelScope scope =
          CancelScope.moveOnAfter(
              seconds(1), _ -> Gather.all(List.of(after(5, "a"), after(6, "b"))));
      assertTrue(scope.cancelledCaught());
      assertEquals(2, log.size());
      for (int i = 0; i < 2; i++) {
        boolean race = i == 0;
        ExceptionGroup group =
            assertThrows(
                ExceptionGroup.class,
                () ->
                    CancelScope.moveOnAfter(
                        seconds(1),
                        _ -> {
                          List<TaskCall<String>> calls = List.of(after(5, "c"), failsInTheEnd);
                          Object unused = race ? Gather.first(calls) : Gather.all(calls);
                        }));
        assertEquals(List.of(cleanUp), group.exceptions());
      }
    });
  }
}
