package org.terzetto.testing.junit;

/**
 * No failure in itself: attached to the failure of a test as a suppressed exception, it tells every
 * report how to see it again.
 */
final class ReplayHint extends Exception {
  private static final long serialVersionUID = 1L;

  ReplayHint(long seed) {
    super(
        "this schedule is replayed by -Dterzetto.seed=%d or @TerzettoTest(seeds = %d)"
            .formatted(seed, seed),
        null,
        false,
        false);
  }
}
