package org.terzetto.core.trees;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.testing.Covers;

/**
 * Random trees of nurseries, scopes, shields, deadlines, cancellations and failures do what the
 * model says: who was cancelled and why, what came out where, in which group, at which time.
 *
 * <p>The trees are always the same ones. For others: {@code -Dterzetto.trees.from=1000000
 * -Dterzetto.trees=500000}.
 */
class RandomTreesTest {
  private static final long FROM = Long.getLong("terzetto.trees.from", 0);
  private static final long COUNT = Long.getLong("terzetto.trees", 10_000);

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS) // it has a limit of its own
  @Covers({
    "NUR-1", "NUR-3", "NUR-4", "NUR-5", "NUR-6", "NUR-10", "NUR-11", "NUR-16", "NUR-20", "NUR-24",
    "STA-3", "STA-5", "STA-6", "STA-7", "STA-8", "STA-10", "STA-11", "STA-13", "STA-15", "CAN-1",
    "CAN-2", "CAN-5", "CAN-8", "CAN-9", "CAN-10", "CAN-11", "CAN-12", "CAN-13", "CAN-14", "CAN-18",
    "CAN-19", "CAN-20", "CAN-21", "CAN-24", "CAN-26", "CAN-27", "CAN-33", "CAN-38", "CAN-39"
  })
  void randomTree_run_doesWhatTheModelSays() {
    AtomicLong seed = new AtomicLong(FROM);
    // The limit is for a run that never ends, and says which.
    assertTimeoutPreemptively(
        Duration.ofMinutes(1).plusMillis(30 * COUNT),
        () -> {
          for (; seed.get() < FROM + COUNT; seed.incrementAndGet()) {
            compare(seed.get());
          }
        },
        () -> "The tree of seed " + seed + " does not come to its end");
  }

  private static void compare(long seed) {
    List<Step> program = TreeGenerator.program(seed);
    if (differs(program, seed)) {
      List<Step> small = Shrinker.shrink(program, smaller -> differs(smaller, seed));
      fail(
          "The tree of seed %d, shrunk to%n%s%nmodel:%n%s%nrun:%n%s"
              .formatted(
                  seed,
                  small,
                  String.join("\n", TreeModel.log(small)),
                  String.join("\n", TreeRun.log(small, seed))));
    }
  }

  private static boolean differs(List<Step> program, long seed) {
    return !TreeModel.log(program).equals(TreeRun.log(program, seed));
  }

  /** What is compared above is worth comparing: each kind of event comes up again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "is cancelled: explicit t\\d+",
        "is cancelled: deadline",
        "is cancelled: nursery t\\d+",
        "scope \\d+ ends: ok, has caught",
        "scope \\d+ ends: \\[.*], has caught",
        "scope \\d+ ends: C",
        "too slow",
        "swallows C",
        "nursery \\d+ ends: C",
        "ends: \\[F\\d+, F\\d+",
        "ends: \\[\\[F\\d+]",
        "ends: \\[F\\d+.*, C",
        "start of t\\d+ ends: ok",
        "start of t\\d+ ends: F",
        "start of t\\d+ ends: C",
        "start of t\\d+ ends: illegal state",
        "looks: \\d+"
      })
  void randomTrees_together_reachEachKindOfEvent(String event) {
    Pattern pattern = Pattern.compile(event);
    long trees =
        LongStream.range(0, 2000)
            .mapToObj(seed -> String.join("\n", TreeModel.log(TreeGenerator.program(seed))))
            .filter(log -> pattern.matcher(log).find())
            .count();
    assertTrue(trees >= 20, () -> "in " + trees + " of 2000 trees: " + event);
  }
}
