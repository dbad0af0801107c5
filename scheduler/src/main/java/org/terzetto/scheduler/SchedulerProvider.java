package org.terzetto.scheduler;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.terzetto.spi.RuntimeProvider;

/** Makes runs. */
@ServiceProvider(RuntimeProvider.class)
public final class SchedulerProvider implements RuntimeProvider {
  /** For the service loader. */
  public SchedulerProvider() {}
}
