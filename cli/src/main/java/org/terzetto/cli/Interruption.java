package org.terzetto.cli;

import org.terzetto.ExceptionGroup;
import org.terzetto.SigintException;

/** How a program ends that was ended by Ctrl-C. */
final class Interruption {
  /** What shells expect: killed by signal 2. */
  static final int STATUS = 130;

  private Interruption() {}

  /** Whether nothing but Ctrl-C is behind it: then there is nothing to report. */
  static boolean isAllOf(Throwable thrown) {
    return thrown instanceof ExceptionGroup group
        ? group.exceptions().stream().allMatch(Interruption::isAllOf)
        : thrown instanceof SigintException;
  }
}
