package org.terzetto.benchmarks.micro;

import java.util.Map;

/** What a contender can do. */
@FunctionalInterface
public interface Works {
  /** By the names of the rows; what the contender cannot do is missing. */
  Map<String, Work> works();
}
