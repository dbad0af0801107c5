package org.terzetto.spi;

/**
 * The source of time of a run. Called by the run alone, one call at a time; a clock serves one run.
 *
 * <p>All times are nanoseconds on the clock itself; where it starts is the clock's own choice.
 */
public interface Clock {
  /** Called once, before anything reads the time. */
  default void start() {}

  /**
   * The time.
   *
   * @return nanoseconds; never less than what an earlier call returned
   */
  long nanoTime();

  /**
   * How long the run may really wait for a moment on this clock.
   *
   * @param deadline a moment on this clock, however long ago: {@link Long#MIN_VALUE} too
   * @return real nanoseconds until then; zero or less if it has been reached
   */
  long realNanosUntil(long deadline);

  /**
   * How long, in real time, every task must have been blocked before {@link #idle} is called. Read
   * in each pass of the loop.
   *
   * @return nanoseconds; {@link Long#MAX_VALUE} for never
   */
  default long idleThresholdNanos() {
    return Long.MAX_VALUE;
  }

  /**
   * Every task has been blocked for {@link #idleThresholdNanos}, and no I/O happened meanwhile. A
   * clock for tests jumps to the next deadline here.
   *
   * @param nextDeadline the soonest deadline of the run; {@link Long#MAX_VALUE} if there is none
   */
  default void idle(long nextDeadline) {}
}
