package org.terzetto.lowlevel;

import java.time.Duration;
import java.util.Objects;
import org.terzetto.LoopTime;
import org.terzetto.internal.Kernels;

/** Waits until nothing else happens in the run: the foundation of tests without sleeping. */
public final class Idleness {
  private Idleness() {}

  /**
   * Waits until every other task has been blocked, and no I/O arrived, for {@code cushion} of real
   * time. Of several waiters the one with the shortest cushion wakes first and the others start
   * anew; equal cushions wake together.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param cushion real time, not the run's clock
   * @throws IllegalArgumentException if negative
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void waitAllTasksBlocked(Duration cushion) throws InterruptedException {
    if (Objects.requireNonNull(cushion, "cushion").isNegative()) {
      throw new IllegalArgumentException("cushion is " + cushion + "; it must be zero or more");
    }
    Kernels.get().waitAllTasksBlocked(LoopTime.saturatedNanos(cushion));
  }
}
