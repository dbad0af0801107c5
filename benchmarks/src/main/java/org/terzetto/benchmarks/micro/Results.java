package org.terzetto.benchmarks.micro;

/** What a work has to come to: who leaves out a part of it is fast, and wrong. */
public final class Results {
  /** What goes through the channels; known by its identity, which costs a comparison. */
  public static final Object VALUE = new Object();

  private Results() {}

  /**
   * Requires that everything was done.
   *
   * @throws IllegalStateException if it was not; the contender is left out then
   */
  public static void requireAll(int expected, int done) {
    if (done != expected) {
      throw new IllegalStateException(done + " of " + expected + " were done");
    }
  }
}
