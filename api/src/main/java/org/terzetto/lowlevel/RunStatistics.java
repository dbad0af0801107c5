package org.terzetto.lowlevel;

import java.time.Duration;
import org.terzetto.TaskMode;
import org.terzetto.internal.Kernels;
import org.terzetto.spi.IoBackend;

/**
 * Numbers about a run at one moment.
 *
 * @param tasksLiving tasks that have not ended, the run's own included
 * @param tasksRunnable tasks that will run in this batch or the next
 * @param toNextDeadline how long until the soonest deadline, negative if overdue; about 292 years
 *     if there is none
 * @param callbacksQueued callbacks given to {@link RunToken} that have not run yet
 * @param tasksWaitingRead tasks waiting in {@link Readiness#waitReadable}
 * @param tasksWaitingWrite tasks waiting in {@link Readiness#waitWritable}
 * @param backend the numbers of the backend
 * @param taskMode how tasks hold their stacks
 */
public record RunStatistics(
    int tasksLiving,
    int tasksRunnable,
    Duration toNextDeadline,
    int callbacksQueued,
    int tasksWaitingRead,
    int tasksWaitingWrite,
    IoBackend.Statistics backend,
    TaskMode taskMode) {

  /**
   * The numbers of the current run.
   *
   * @checkpoint never
   * @thread inside the run
   * @return a snapshot
   * @throws IllegalStateException if called outside a run
   */
  public static RunStatistics current() {
    return Kernels.get().statistics();
  }
}
