package org.terzetto.scheduler;

/** For throwables that others made: throwing them on, and saying what they are. */
final class Throwing {
  private Throwing() {}

  /** What a throwable says of itself, or its class if it throws at that. */
  static String textOf(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (Throwable failure) {
      return thrown.getClass().getName() + " (and its toString threw " + failure.getClass() + ")";
    }
  }

  /**
   * Throws anything, declared or not: outcomes pass code that cannot name their type. Never
   * returns; the result type lets the caller say that it ends here.
   */
  static RuntimeException as(Throwable thrown) {
    return Throwing.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
