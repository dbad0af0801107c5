package org.terzetto.testing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.lowlevel.Idleness;

/** What a test asks about tasks: are all of them blocked, and does this code checkpoint? */
public final class TaskProbe {
  private TaskProbe() {}

  /**
   * Waits until every other task is blocked and no I/O is at hand.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void waitAllTasksBlocked() throws InterruptedException {
    Idleness.waitAllTasksBlocked(Duration.ZERO);
  }

  /**
   * Waits until every other task has been blocked, and no I/O arrived, for {@code cushion}. Of
   * several waiters the one with the shortest cushion wakes first and the others start anew; equal
   * cushions wake together.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param cushion real time, not the run's clock
   * @throws IllegalArgumentException if negative
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void waitAllTasksBlocked(Duration cushion) throws InterruptedException {
    Idleness.waitAllTasksBlocked(cushion);
  }

  /**
   * Runs {@code body}, which must pass a cancel point and a schedule point, or throw.
   *
   * @checkpoint as {@code body}
   * @thread a task of the run
   * @param body what is probed, in the current task
   * @throws AssertionError if {@code body} returned and either was missing
   * @throws IllegalStateException if called outside a task
   * @throws Exception what {@code body} threw
   */
  public static void assertCheckpoints(TaskBody body) throws Exception {
    Points before = Points.now();
    body.run();
    Points passed = Points.now().since(before);
    if (passed.cancel() == 0 || passed.schedule() == 0) {
      throw new AssertionError("a checkpoint was expected, but the block passed " + passed);
    }
  }

  /**
   * Runs {@code body}, which must pass neither a cancel point nor a schedule point, even if it
   * throws.
   *
   * @checkpoint never
   * @thread a task of the run
   * @param body what is probed, in the current task
   * @throws AssertionError if there was one; what {@code body} threw is its cause
   * @throws IllegalStateException if called outside a task
   * @throws Exception what {@code body} threw
   */
  public static void assertNoCheckpoints(TaskBody body) throws Exception {
    Points before = Points.now();
    try {
      body.run();
    } catch (Throwable failure) {
      Points.now().since(before).requireNone(failure);
      throw failure;
    }
    Points.now().since(before).requireNone(null);
  }

  private record Points(long cancel, long schedule) {
    static Points now() {
      Task<?> task = Task.current();
      return new Points(task.cancelPoints(), task.schedulePoints());
    }

    Points since(Points before) {
      return new Points(cancel - before.cancel, schedule - before.schedule);
    }

    void requireNone(@Nullable Throwable failure) {
      if (cancel != 0 || schedule != 0) {
        throw new AssertionError(
            "no checkpoint was expected, but the block passed " + this, failure);
      }
    }

    @Override
    public String toString() {
      return cancel + " cancel points and " + schedule + " schedule points";
    }
  }
}
