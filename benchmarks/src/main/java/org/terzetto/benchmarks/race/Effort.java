package org.terzetto.benchmarks.race;

/**
 * How much work to spend.
 *
 * @param quick whether for a look in passing: smaller rounds, and fewer
 * @param launches how often each contender is started anew; the JIT's luck differs by a tenth
 * @param warmups rounds of each launch that do not count, at least
 * @param warmupMillis how long each contender runs in each launch before rounds count, at least:
 *     the JIT goes by what has run, and the rounds of some rows are over in milliseconds
 * @param rounds rounds of each launch that count
 * @param slices into so many rounds each full one has been cut
 */
public record Effort(
    boolean quick, int launches, int warmups, int warmupMillis, int rounds, int slices) {
  /** For figures to publish. */
  public static final Effort FULL = new Effort(false, 3, 4, 3000, 4, 1);

  /** For a look in passing. */
  public static final Effort QUICK = new Effort(true, 1, 4, 300, 4, 1);

  /** The same with another number of launches. */
  public Effort withLaunches(int other) {
    return new Effort(quick, other, warmups, warmupMillis, rounds, slices);
  }

  /** The same with another number of rounds that count. */
  public Effort withRounds(int other) {
    return new Effort(quick, launches, warmups, warmupMillis, other, slices);
  }

  /**
   * The same effort, with each round cut into so many: contenders that are many and slow take turns
   * too seldom otherwise, and the machine is another one by then. The rounds of a quick look are
   * short as it is. The warm-up stays: its least time sees to it that smaller rounds are more.
   */
  public Effort cut(int into) {
    return quick ? this : new Effort(false, launches, warmups, warmupMillis, rounds * into, into);
  }

  /** One round in each launch, and it counts: for what would be the same each time. */
  public Effort once() {
    return new Effort(quick, launches, 0, 0, 1, slices);
  }

  /** The size of a round: a tenth of the full one for a quick look. */
  public int of(int size) {
    return quick ? size / 10 : size / slices;
  }
}
