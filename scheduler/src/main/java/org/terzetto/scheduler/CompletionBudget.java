package org.terzetto.scheduler;

import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * How many operations of a task may complete at once in one step, before the others get their turn
 * all the same. One serves the whole run, since one task steps at a time.
 */
abstract sealed class CompletionBudget {
  /**
   * With a seed, the schedule must depend on nothing but the seed. Its complement, since {@link
   * RunQueue} draws from the seed itself: equal coins would leave schedules out.
   */
  static CompletionBudget of(OptionalLong seed) {
    return seed.isPresent() ? new Drawn(new SplittableRandom(~seed.getAsLong())) : new Bounded();
  }

  /** A step begins. */
  abstract void renew();

  /** An operation has completed at once; false if its task must let the others run now. */
  abstract boolean spend();

  /**
   * Bounded in number and in time. The clock has its price, so it is looked at with completions 4,
   * 8, 16 and so on: quick ones hardly pay, slow ones overrun the bound by as much again at most.
   */
  private static final class Bounded extends CompletionBudget {
    private static final int FIRST_LOOK = 4;
    private static final int MAX_PER_STEP = 64;
    private static final long MAX_NANOS = 100_000;

    private int spent;
    private int nextLook = FIRST_LOOK;
    private long firstLook;

    @Override
    void renew() {
      spent = 0;
      nextLook = FIRST_LOOK;
    }

    @Override
    boolean spend() {
      return ++spent < nextLook || (spent < MAX_PER_STEP && inTime());
    }

    private boolean inTime() {
      long now = System.nanoTime();
      if (spent == FIRST_LOOK) {
        firstLook = now;
      }
      nextLook = 2 * spent;
      return now - firstLook < MAX_NANOS;
    }
  }

  /**
   * Real time would make a schedule that cannot be replayed; drawing also explores more of them.
   */
  private static final class Drawn extends CompletionBudget {
    private final SplittableRandom random;

    Drawn(SplittableRandom random) {
      this.random = random;
    }

    @Override
    void renew() {}

    @Override
    boolean spend() {
      return random.nextBoolean();
    }
  }
}
