package org.terzetto.scheduler;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.terzetto.TaskMode;

/** Chooses how tasks hold their stacks: as asked, else the best that this JVM allows. */
final class TaskModes {
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private TaskModes() {}

  static TaskThreads choose(Optional<TaskMode> wanted, Runner runner) {
    String problem = VirtualThreadAccess.problem();
    if (wanted.isPresent()) {
      if (wanted.get() == TaskMode.PORTABLE) {
        return new PortableTaskThreads(runner);
      }
      if (problem != null) {
        throw new IllegalStateException(
            "task mode LOOP is not available (" + problem + "); " + wayOut());
      }
    }
    if (problem == null) {
      return new LoopTaskThreads(runner);
    }
    if (SAID.compareAndSet(false, true)) {
      System.getLogger("org.terzetto.TaskMode")
          .log(Level.INFO, "running in portable task mode; for faster switches " + wayOut());
    }
    return new PortableTaskThreads(runner);
  }

  private static String wayOut() {
    Module module = TaskModes.class.getModule();
    return "start java with --add-opens java.base/java.lang="
        + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
  }
}
