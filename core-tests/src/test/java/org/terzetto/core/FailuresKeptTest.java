package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Hook;

/** Random trees of tasks that fail at random: whatever was thrown comes out of the run. */
class FailuresKeptTest {
  /** What one tree did. */
  private static final class Tree {
    final Random random;
    final List<RuntimeException> thrown = new ArrayList<>();

    Tree(long seed) {
      random = new Random(seed);
    }

    void node(int depth) throws Exception {
      if (depth == 0) {
        leaf();
        return;
      }
      switch (random.nextInt(4)) {
        case 0 -> leaf();
        case 1 ->
            CancelScope.moveOnAfter(Duration.ofSeconds(random.nextInt(5)), scope -> nursery(depth));
        case 2 -> nursery(depth);
        default -> {
          nursery(depth);
          leaf();
        }
      }
    }

    private void nursery(int depth) throws Exception {
      Nursery.run(nursery -> {
        for (int i = random.nextInt(4); i > 0; i--) {
          if (random.nextInt(4) == 0) {
            nursery.<Object>start(status -> {
              node(depth - 1);
              status.started(null);
              node(depth - 1);
            });
          } else {
            nursery.startSoon(() -> node(depth - 1));
          }
        }
        if (random.nextInt(6) == 0) {
          nursery.cancelScope().cancel();
        }
        leaf();
      });
    }

    private void leaf() throws Exception {
      try {
        for (int i = random.nextInt(3); i > 0; i--) {
          Checkpoints.checkpoint();
        }
        if (random.nextBoolean()) {
          Terzetto.sleep(Duration.ofSeconds(random.nextInt(10)));
        }
      } catch (Cancelled cancelled) {
        if (random.nextBoolean()) {
          Shield.run(() -> Checkpoints.checkpoint());
        }
        if (random.nextInt(3) == 0) {
          throw failure();
        }
        throw cancelled;
      }
      if (random.nextInt(4) == 0) {
        throw failure();
      }
    }

    private RuntimeException failure() {
      RuntimeException failure = new RuntimeException("failure " + thrown.size());
      thrown.add(failure);
      return failure;
    }
  }

  @Test
  @Covers({"NUR-9", "NUR-5", "RUN-3"})
  void randomTrees_everyFailureComesOutOnceAndEveryTaskEnds() {
    int failures = 0;
    for (long seed = 0; seed < 100; seed++) {
      Tree tree = new Tree(seed);
      RecordingInstrument recorder = new RecordingInstrument();
      RunOptions options =
          RunOptions.defaults()
              .withSeed(seed)
              .withClock(new MockClock().autojumpThreshold(Duration.ZERO))
              .withInstrument(recorder);
      List<Throwable> outcome = leavesOf(outcomeOf(options, tree));
      assertEquals(identities(tree.thrown), identities(outcome), "seed " + seed);
      assertEquals(tree.thrown.size(), outcome.size(), "seed " + seed);
      assertEquals(
          recorder.events(Hook.TASK_SPAWNED).size(), recorder.events(Hook.TASK_EXITED).size());
      failures += tree.thrown.size();
    }
    assertTrue(failures > 100, "the trees are too tame: " + failures + " failures");
  }

  private static Throwable outcomeOf(RunOptions options, Tree tree) {
    try {
      Terzetto.run(options, () -> tree.node(4));
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  private static List<Throwable> leavesOf(Throwable failure) {
    return switch (failure) {
      case null -> List.of();
      case ExceptionGroup group -> group.leaves(Throwable.class);
      default -> List.of(failure);
    };
  }

  private static Set<Throwable> identities(List<? extends Throwable> failures) {
    Set<Throwable> set = Collections.newSetFromMap(new IdentityHashMap<>());
    set.addAll(failures);
    return set;
  }
}
