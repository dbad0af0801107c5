package org.terzetto;

/**
 * No failure in itself: attached to a task's failure as a suppressed exception, it tells which task
 * failed, in which nursery, and, in debug mode, where the task was spawned (its stack trace).
 */
public final class TaskTrace extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the task that failed.
   *
   * @param task the name of the task
   * @param parent the name of the task that opened its nursery
   * @param spawnedAt where the task was spawned; empty outside debug mode
   */
  public TaskTrace(String task, String parent, StackTraceElement[] spawnedAt) {
    super(
        "in task '%s', a child of the nursery of task '%s'%s"
            .formatted(task, parent, spawnedAt.length == 0 ? "" : ", spawned at"),
        null,
        false,
        true);
    setStackTrace(spawnedAt);
  }

  /** The stack of the task says nothing about where it was spawned: see the constructor. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
