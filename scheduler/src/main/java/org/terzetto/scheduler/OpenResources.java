package org.terzetto.scheduler;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.CloseWatch;

/** In debug mode: what was opened in a run and is not closed yet. */
final class OpenResources {
  private final Runner runner;
  private final Set<Watch> open = new LinkedHashSet<>();

  OpenResources(Runner runner) {
    this.runner = runner;
  }

  /** One resource. It knows what the report will say of it, but not the resource itself. */
  private final class Watch implements CloseWatch {
    private final String what;
    private final @Nullable String task;
    private final StackTraceElement[] openedAt = SpawnSite.ofCaller();

    Watch(String what, @Nullable String task) {
      this.what = what;
      this.task = task;
    }

    @Override
    public void closed() {
      open.remove(this);
    }
  }

  CloseWatch add(String what) {
    TaskImpl<?> task = runner.currentTask;
    Watch watch = new Watch(what, task == null ? null : task.name());
    open.add(watch);
    return watch;
  }

  /** The run has ended: whatever is open now was never closed. */
  void report() {
    for (Watch watch : open) {
      DebugReports.neverClosed(watch.what, watch.task, watch.openedAt);
    }
    open.clear();
  }
}
