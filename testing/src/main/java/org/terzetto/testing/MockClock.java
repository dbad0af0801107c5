package org.terzetto.testing;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.LoopTime;
import org.terzetto.RunFinishedException;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.Clock;

/**
 * A clock that stands at zero until the test moves it: by {@link #jump}, at a {@link #rate}, or by
 * itself whenever nothing else is left to do ({@link #autojumpThreshold}). With autojump, a program
 * that sleeps for hours ends in milliseconds, and every sleeper wakes exactly on its deadline.
 *
 * {@snippet :
 * MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
 * Terzetto.run(RunOptions.defaults().withClock(clock), () -> Terzetto.sleep(Duration.ofHours(8)));
 * }
 *
 * <p>A jump wakes nobody by itself: sleepers whose deadlines it passed wake in the next pass of the
 * loop. So does a change of rate or threshold take effect. A change made outside of a task, by the
 * host of a guest run for one, ends the wait for I/O and so begins a pass.
 *
 * <p>Thread safety: any thread may read it. Change it before the run, or inside it; if two threads
 * make a change at once, one may be lost.
 */
public final class MockClock implements Clock {
  /**
   * What the time is counted from: at {@code realNanos} of the JVM's clock ours said {@code nanos}.
   */
  private record Origin(long nanos, long realNanos, double rate) {
    long nanosAt(long nowReal) {
      long advance = (long) ((nowReal - realNanos) * rate); // a cast saturates
      return nanos > Long.MAX_VALUE - advance ? Long.MAX_VALUE : nanos + advance;
    }
  }

  private static final long NO_AUTOJUMP = Long.MAX_VALUE;

  private volatile Origin origin;
  private volatile @Nullable RunToken run;
  private volatile long autojumpNanos = NO_AUTOJUMP;

  /** A clock that stands still at zero. */
  public MockClock() {
    this(0);
  }

  /**
   * A clock that starts at zero, and runs.
   *
   * @param rate seconds on this clock per real second, from now on
   * @throws IllegalArgumentException as {@link #rate(double)}
   */
  public MockClock(double rate) {
    origin = new Origin(0, System.nanoTime(), checkedRate(rate));
  }

  /**
   * How fast the clock runs.
   *
   * @return seconds on this clock per real second
   */
  public double rate() {
    return origin.rate();
  }

  /**
   * Lets the clock run faster or slower, from the time that it shows now.
   *
   * @checkpoint never
   * @thread inside the run, or any before it
   * @param rate seconds on this clock per real second; zero to stop it
   * @return this clock
   * @throws IllegalArgumentException if negative or not a finite number
   */
  public MockClock rate(double rate) {
    checkedRate(rate);
    long real = System.nanoTime();
    origin = new Origin(origin.nanosAt(real), real, rate);
    changed();
    return this;
  }

  /**
   * Moves the clock ahead at once.
   *
   * @checkpoint never
   * @thread inside the run, or any before it
   * @param duration how far
   * @throws IllegalArgumentException if negative
   */
  public void jump(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "cannot jump by " + duration + "; time goes forward, so use zero or more");
    }
    Origin from = origin;
    origin =
        new Origin(
            new LoopTime(from.nanos()).plus(duration).nanos(), from.realNanos(), from.rate());
    changed();
  }

  /**
   * How long all tasks must have been blocked before the clock jumps to the next deadline.
   *
   * @return real time; empty if the clock does not jump by itself
   */
  public Optional<Duration> autojumpThreshold() {
    long nanos = autojumpNanos;
    return nanos == NO_AUTOJUMP ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /**
   * Makes the clock jump to the next deadline whenever every task has been blocked for so long and
   * no I/O arrived meanwhile. It does not jump while a task is in {@link
   * TaskProbe#waitAllTasksBlocked()}, nor if there is no deadline.
   *
   * @apiNote Zero is right unless the program waits for something outside the run, such as a thread
   *     or the network: then the threshold must be longer than that may take.
   * @checkpoint never
   * @thread inside the run, or any before it
   * @param threshold real time; zero to jump as soon as nothing is runnable
   * @return this clock
   * @throws IllegalArgumentException if negative
   */
  public MockClock autojumpThreshold(Duration threshold) {
    if (threshold.isNegative()) {
      throw new IllegalArgumentException(
          "the threshold is " + threshold + "; use zero or more, or noAutojump()");
    }
    autojumpNanos = LoopTime.saturatedNanos(threshold);
    changed();
    return this;
  }

  /**
   * Makes the clock stop jumping by itself.
   *
   * @checkpoint never
   * @thread inside the run, or any before it
   * @return this clock
   */
  public MockClock noAutojump() {
    autojumpNanos = NO_AUTOJUMP;
    changed();
    return this;
  }

  @Override
  public void start() {
    run = RunToken.current();
  }

  /** A task's change is seen in the next pass anyway; nobody else may rely on there being one. */
  private void changed() {
    RunToken waiting = run;
    if (waiting != null && !Terzetto.inTask()) {
      try {
        waiting.runSoonOnce(this, () -> {});
      } catch (RunFinishedException e) {
        run = null;
      }
    }
  }

  @Override
  public long nanoTime() {
    return origin.nanosAt(System.nanoTime());
  }

  @Override
  public long realNanosUntil(long deadline) {
    Origin from = origin;
    long now = from.nanosAt(System.nanoTime()); // never negative, so the difference fits
    if (deadline <= now) {
      return 0;
    }
    return from.rate() == 0 ? Long.MAX_VALUE : (long) Math.ceil((deadline - now) / from.rate());
  }

  @Override
  public long idleThresholdNanos() {
    return autojumpNanos;
  }

  @Override
  public void idle(long nextDeadline) {
    if (nextDeadline != Long.MAX_VALUE) {
      Origin from = origin;
      long real = System.nanoTime();
      origin = new Origin(Math.max(nextDeadline, from.nanosAt(real)), real, from.rate());
    }
  }

  private static double checkedRate(double rate) {
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the rate is "
              + rate
              + "; it must be zero (the clock stands still) or a positive number");
    }
    return rate;
  }
}
