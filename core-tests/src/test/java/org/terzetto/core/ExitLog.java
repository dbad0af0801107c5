package org.terzetto.core;

import java.util.List;
import org.terzetto.Task;
import org.terzetto.spi.Instrument;

/** Overrides one hook and says so. */
final class ExitLog implements Instrument {
  private final String label;
  private final List<String> log;

  ExitLog(String label, List<String> log) {
    this.label = label;
    this.log = log;
  }

  @Override
  public void taskExited(Task<?> task) {
    log.add(label + " " + task.name());
  }
}
