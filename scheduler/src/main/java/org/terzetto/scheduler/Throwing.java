package org.terzetto.scheduler;

/** Throws anything, declared or not: outcomes travel through code that cannot name their type. */
final class Throwing {
  private Throwing() {}

  /** Never returns; the result type lets the caller say that it ends here. */
  static RuntimeException as(Throwable thrown) {
    return Throwing.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
