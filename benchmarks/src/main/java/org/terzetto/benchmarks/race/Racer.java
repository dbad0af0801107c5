package org.terzetto.benchmarks.race;

import java.io.IOException;

/** A contender that is ready to run, in a process of its own. */
public interface Racer extends AutoCloseable {
  /** Does the work once. */
  Sample round() throws IOException;

  @Override
  void close() throws IOException;
}
