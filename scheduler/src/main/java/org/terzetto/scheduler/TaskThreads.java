package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.TaskMode;

/** How the tasks of a run hold their stacks: one implementation for each {@link TaskMode}. */
interface TaskThreads {
  TaskMode mode();

  /** A task that has no thread yet. The body is a {@link TaskBody} or a {@link TaskCall}. */
  <T extends @Nullable Object> TaskImpl<T> newTask(int number, @Nullable String name, Object body);

  /** The {@link ScopedValue} bindings of the calling thread, if children can inherit them here. */
  @Nullable Object scopedValues();

  /**
   * Gives every task of the batch its turn, one after another; called by the loop thread, which has
   * the turn again when this returns.
   */
  void runBatch();

  /**
   * Carries on those tasks inside {@code blocking} that can go on; called by whoever holds the
   * turn, in each pass.
   */
  void carryOn();

  /** Whether {@link #carryOn} has something to do. */
  boolean hasWaiting();

  /** Wakes the loop thread if it waits in here; called by any thread. */
  void wakeup();

  /** The run has ended. */
  void close();
}
