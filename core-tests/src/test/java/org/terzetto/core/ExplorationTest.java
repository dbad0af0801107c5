package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.junit.TerzettoTest;

/** A mistake in the order of things is found among many schedules, and found again by its seed. */
@Covers("TST-17")
class ExplorationTest {
  /** Three customers come one batch after another, and one thing is for sale. */
  abstract static class Shop {
    private final List<String> log = new ArrayList<>();
    private int stock = 1;

    void openFor(String... customers) throws InterruptedException {
      Nursery.run(nursery -> {
        for (int i = 0; i < customers.length; i++) {
          int delay = i;
          nursery.startSoon(() -> {
            for (int d = 0; d < delay; d++) {
              Checkpoints.checkpoint();
            }
            buy(customers[delay]);
          });
        }
      });
      assertEquals(0, stock, log::toString);
    }

    private void buy(String customer) throws InterruptedException {
      log.add(customer + " looks");
      if (stock > 0) {
        takeFromStock(customer);
      }
    }

    abstract void takeFromStock(String customer) throws InterruptedException;

    final void take(String customer) {
      log.add(customer + " takes");
      stock--;
    }
  }

  /** Pays first: who looks meanwhile finds the thing still there. */
  static class PaysFirst extends Shop {
    @TerzettoTest(schedules = 1000)
    void sells_whatThereIs() throws InterruptedException {
      openFor("ann", "bob", "cid");
    }

    @Override
    void takeFromStock(String customer) throws InterruptedException {
      Checkpoints.checkpoint();
      take(customer);
    }
  }

  /** The correct twin. */
  static class TakesFirst extends Shop {
    @TerzettoTest(schedules = 1000)
    void sells_whatThereIs() throws InterruptedException {
      openFor("ann", "bob", "cid");
    }

    @Override
    void takeFromStock(String customer) throws InterruptedException {
      take(customer);
      Checkpoints.checkpoint();
    }
  }

  private final String seedBefore = System.getProperty("terzetto.seed", "");

  @BeforeEach
  @AfterEach
  void restoreSeed() {
    replay(seedBefore);
  }

  private static void replay(String seed) {
    if (seed.isEmpty()) {
      System.clearProperty("terzetto.seed");
    } else {
      System.setProperty("terzetto.seed", seed);
    }
  }

  @Test
  void schedules_endWithTheFirstThatFails() {
    replay("");
    JupiterRun run = JupiterRun.of(PaysFirst.class);
    for (JupiterRun.Result result : run.results()) {
      assertEquals(result == run.results().getLast(), result.failed(), result::toString);
    }
  }

  @Test
  void seed_ofTheFailure_replaysIt() {
    replay("");
    JupiterRun found = JupiterRun.of(PaysFirst.class);
    String seed = found.results().getLast().name().replaceFirst(".*seed ", "");
    replay(seed);
    for (int i = 0; i < 10; i++) {
      JupiterRun again = JupiterRun.of(PaysFirst.class);
      assertEquals(1, again.results().size());
      assertEquals(found.failure().getMessage(), again.failure().getMessage());
      assertTrue(again.results().getFirst().name().endsWith("seed " + seed));
    }
  }

  @Test
  void correctTwin_passesAllSchedules() {
    replay("");
    JupiterRun run = JupiterRun.of(TakesFirst.class);
    assertEquals(1000, run.results().stream().filter(result -> !result.failed()).count());
    assertEquals(1000, run.results().size());
  }

  private static final List<Long> SEEDS = new ArrayList<>();
  private static final List<Object> INSTANCES = new ArrayList<>();

  static class Remembers {
    @TerzettoTest(seeds = {3, 1, 2})
    void given(RunOptions options) {
      remember(options);
    }

    private void remember(RunOptions options) {
      SEEDS.add(options.seed().orElseThrow());
      INSTANCES.add(this);
    }
  }

  @Test
  void seeds_areTakenInTheirOrder_eachWithANewInstance() {
    replay("");
    SEEDS.clear();
    INSTANCES.clear();
    JupiterRun.of(Remembers.class);
    assertEquals(List.of(3L, 1L, 2L), SEEDS);
    assertEquals(3, new HashSet<>(INSTANCES).size());
    replay("99");
    SEEDS.clear();
    JupiterRun.of(Remembers.class);
    assertEquals(List.of(99L), SEEDS);
  }
}
