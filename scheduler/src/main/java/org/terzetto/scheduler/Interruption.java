package org.terzetto.scheduler;

import java.util.function.Supplier;
import org.terzetto.lowlevel.RaiseCancel;

/** What somebody outside wants a task to learn: once, and before any cancellation. */
final class Interruption implements RaiseCancel {
  private final TaskImpl<?> task;
  private final Supplier<? extends InterruptedException> maker;

  Interruption(TaskImpl<?> task, Supplier<? extends InterruptedException> maker) {
    this.task = task;
    this.maker = maker;
  }

  /** The task's own thread was interrupted. */
  static Interruption ofThread(TaskImpl<?> task) {
    return new Interruption(
        task,
        () ->
            new InterruptedException(
                "task '" + task.name() + "' was interrupted from outside its run"));
  }

  @Override
  public Throwable exception() {
    task.rare().interruption = null;
    return maker.get();
  }
}
