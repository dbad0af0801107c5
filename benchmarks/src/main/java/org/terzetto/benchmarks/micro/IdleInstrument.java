package org.terzetto.benchmarks.micro;

import java.time.Duration;
import org.terzetto.Task;
import org.terzetto.spi.Instrument;

/** Has every hook and does nothing in any: what remains is the price of calling them. */
final class IdleInstrument implements Instrument {
  @Override
  public void beforeRun() {}

  @Override
  public void afterRun() {}

  @Override
  public void taskSpawned(Task<?> task) {}

  @Override
  public void taskScheduled(Task<?> task) {}

  @Override
  public void beforeTaskStep(Task<?> task) {}

  @Override
  public void afterTaskStep(Task<?> task) {}

  @Override
  public void taskExited(Task<?> task) {}

  @Override
  public void beforeIoWait(Duration timeout) {}

  @Override
  public void afterIoWait(Duration timeout) {}
}
