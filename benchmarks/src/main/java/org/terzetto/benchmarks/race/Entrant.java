package org.terzetto.benchmarks.race;

import java.io.IOException;

/**
 * A contender of a row.
 *
 * @param label how the tables call it
 * @param starter brings it to the start
 */
public record Entrant(String label, Starter starter) {
  /** Starts the process of a contender. */
  @FunctionalInterface
  public interface Starter {
    /** Returns when the contender can run its first round. */
    Racer start(Effort effort) throws IOException;
  }
}
