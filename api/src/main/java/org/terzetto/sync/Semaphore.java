package org.terzetto.sync;

import java.util.OptionalInt;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunToken;

/**
 * A counter that never drops below zero: whoever would take it there waits, and is served in the
 * order of coming. Units have no owner: any task may release what another acquired. To limit how
 * many tasks do something, {@link CapacityLimiter} notices more mistakes.
 *
 * <p>Thread safety: belongs to its run. Other threads release through {@link RunToken#runSoon}.
 */
public final class Semaphore extends Acquirable {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final ParkingLot waiting = new ParkingLot();
  private final int maxValue;

  /** Zero whenever somebody waits. */
  private int value;

  /**
   * A semaphore without an upper bound.
   *
   * @param initialValue the units that are free at first
   * @throws IllegalArgumentException if {@code initialValue} is negative
   */
  public Semaphore(int initialValue) {
    this(initialValue, NO_LIMIT);
  }

  /**
   * A semaphore that notices when more is released than was acquired.
   *
   * @param initialValue the units that are free at first
   * @param maxValue the most that may ever be free
   * @throws IllegalArgumentException if {@code initialValue} is negative, or greater than {@code
   *     maxValue}
   */
  public Semaphore(int initialValue, int maxValue) {
    if (initialValue < 0) {
      throw new IllegalArgumentException(
          "the initial value is " + initialValue + "; it must be zero or more");
    }
    if (maxValue < initialValue) {
      throw new IllegalArgumentException(
          "the initial value " + initialValue + " exceeds the maximum " + maxValue);
    }
    this.value = initialValue;
    this.maxValue = maxValue;
  }

  /**
   * Takes one unit, waiting for it behind all who have asked before. When there is one the others
   * run first too, so that tasks that take turns keep their order.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled; nothing was taken
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing was taken
   */
  @Override
  public void acquire() throws InterruptedException {
    Checkpoints.checkpointIfCancelled();
    if (take()) {
      letOthersRun();
    } else {
      waiting.park();
    }
  }

  /**
   * Takes one unit if there is one.
   *
   * @checkpoint never
   * @thread inside the run
   * @return false if the value is zero
   * @throws IllegalStateException if called outside a run
   */
  public boolean tryAcquire() {
    RunToken.current(); // throws outside a run
    return take();
  }

  /**
   * Gives one unit to whoever has waited longest, or else raises the value.
   *
   * @checkpoint never
   * @thread inside the run
   * @throws IllegalStateException if the value has its maximum already; or if called outside a run
   */
  @Override
  public void release() {
    RunToken.current(); // throws outside a run
    if (!waiting.isEmpty()) {
      waiting.unpark(1);
    } else if (value < maxValue) {
      value++;
    } else {
      throw new IllegalStateException(
          "the semaphore has its maximum value, "
              + maxValue
              + ", already; release once for each acquisition");
    }
  }

  /**
   * The units that are free.
   *
   * @return zero or more
   */
  public int value() {
    return value;
  }

  /**
   * The most units that may be free.
   *
   * @return the bound, empty if there is none
   */
  public OptionalInt maxValue() {
    return maxValue == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(maxValue);
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public SemaphoreStatistics statistics() {
    return new SemaphoreStatistics(value, maxValue(), waiting.size());
  }

  @Override
  public String toString() {
    return "Semaphore[" + value + " free, " + waiting.size() + " waiting]";
  }

  private boolean take() {
    if (value == 0) {
      return false;
    }
    value--;
    return true;
  }
}
