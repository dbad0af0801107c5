package org.terzetto.scheduler;

/** For what users made: throwing it on, and saying what it is. */
final class Throwing {
  private Throwing() {}

  /** What an object says of itself, or its class if it throws at that. */
  static String textOf(Object users) {
    try {
      return users.toString();
    } catch (Throwable failure) {
      return users.getClass().getName() + " (and its toString threw " + failure.getClass() + ")";
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
