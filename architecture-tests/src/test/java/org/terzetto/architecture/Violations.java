package org.terzetto.architecture;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Collection;

/** Fails a test with all that is wrong, a line for each. */
final class Violations {
  private Violations() {}

  static void assertNone(Collection<String> violations) {
    if (!violations.isEmpty()) {
      fail("\n" + String.join("\n", violations));
    }
  }
}
