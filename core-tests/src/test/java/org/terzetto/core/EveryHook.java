package org.terzetto.core;

import java.time.Duration;
import org.terzetto.Task;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.RecordingInstrument.Hook;

/** Calls one function in every hook. */
abstract class EveryHook implements Instrument {
  abstract void on(Hook hook, Task<?> task);

  @Override
  public void beforeRun() {
    on(Hook.BEFORE_RUN, null);
  }

  @Override
  public void afterRun() {
    on(Hook.AFTER_RUN, null);
  }

  @Override
  public void taskSpawned(Task<?> task) {
    on(Hook.TASK_SPAWNED, task);
  }

  @Override
  public void taskScheduled(Task<?> task) {
    on(Hook.TASK_SCHEDULED, task);
  }

  @Override
  public void beforeTaskStep(Task<?> task) {
    on(Hook.BEFORE_TASK_STEP, task);
  }

  @Override
  public void afterTaskStep(Task<?> task) {
    on(Hook.AFTER_TASK_STEP, task);
  }

  @Override
  public void taskExited(Task<?> task) {
    on(Hook.TASK_EXITED, task);
  }

  @Override
  public void beforeIoWait(Duration timeout) {
    on(Hook.BEFORE_IO_WAIT, null);
  }

  @Override
  public void afterIoWait(Duration timeout) {
    on(Hook.AFTER_IO_WAIT, null);
  }
}
