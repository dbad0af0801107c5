package org.terzetto.scheduler;

import java.time.Duration;
import org.terzetto.LoopTime;

/**
 * That a scope was told to come to its end.
 *
 * @param cancellation what it means for those who opted in now, and for the others later
 * @param graceNanos how long the others may go on, from this call or from the scope's entry
 */
record Shutdown(Cancellation cancellation, long graceNanos) {
  /** Checks what a caller asks for. */
  static long graceNanos(Duration grace) {
    long nanos = LoopTime.saturatedNanos(grace);
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "the grace of a shutdown is " + grace + "; it must be zero (cancel at once) or more");
    }
    return nanos;
  }

  /** Of several graces the shortest counts, of several reasons the first. */
  Shutdown shortenedTo(long otherGraceNanos) {
    return new Shutdown(cancellation, Math.min(graceNanos, otherGraceNanos));
  }
}
