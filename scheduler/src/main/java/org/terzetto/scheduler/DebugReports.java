package org.terzetto.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What debug mode has to say, on the log. */
final class DebugReports {
  private static final Logger LOGGER = System.getLogger("org.terzetto.Debug");

  private DebugReports() {}

  /** The run ends, and somebody has forgotten something. */
  static void neverClosed(String what, @Nullable String task, StackTraceElement[] openedAt) {
    Throwable place = new Throwable("it was opened here");
    place.setStackTrace(openedAt);
    LOGGER.log(
        Level.WARNING,
        what
            + ", opened by "
            + (task == null ? "no task" : "task '" + task + "'")
            + ", was never closed, and its run has ended; use try-with-resources",
        place);
  }

  /**
   * The scope ends without a {@code Cancelled} though one was thrown inside: somebody caught it.
   */
  static void swallowed(ScopeNode scope, TaskImpl<?> task) {
    LOGGER.log(
        Level.WARNING,
        "a Cancelled ("
            + scope.cancellation().reason()
            + ") was thrown inside a cancel scope of task '"
            + task.name()
            + "' but never reached the end of its block: something caught it and went on; do not"
            + " catch Throwable or Error around suspending calls, or throw it on",
        new Throwable("the cancel scope ended here"));
  }
}
