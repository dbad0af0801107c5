package org.terzetto.core;

import org.terzetto.TaskMode;
import org.terzetto.lowlevel.RunStatistics;

/** The one thing that the task modes do not have in common. */
final class Bindings {
  private Bindings() {}

  /** What a task sees of a binding that it should inherit: in portable mode none is inherited. */
  static String inherited(String value) {
    return RunStatistics.current().taskMode() == TaskMode.LOOP ? value : "none";
  }
}
