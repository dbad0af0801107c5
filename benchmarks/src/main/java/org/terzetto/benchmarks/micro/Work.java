package org.terzetto.benchmarks.micro;

/** One row's work, as one contender does it. */
@FunctionalInterface
public interface Work {
  /**
   * Does it once.
   *
   * @param size how many operations
   * @param probe told where the part to measure begins and ends
   */
  void run(int size, Probe probe) throws Exception;
}
