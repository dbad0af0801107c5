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
    VirtualThreadAccess access = VirtualThreadAccess.instance();
    if (wanted.orElse(TaskMode.LOOP) == TaskMode.PORTABLE) {
      return new PortableTaskThreads(runner);
    }
    if (access != null) {
      return new LoopTaskThreads(runner, access);
    }
    if (wanted.isPresent()) {
      throw new IllegalStateException(
          "task mode LOOP is not available (" + VirtualThreadAccess.problem() + "); " + wayOut());
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
