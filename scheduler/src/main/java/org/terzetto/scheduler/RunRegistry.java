package org.terzetto.scheduler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which run the calling thread belongs to, at no cost in memory per task: each run knows the one
 * thread that holds its turn, and there are few runs, so comparing threads finds it.
 *
 * <p>The comparison is a race on purpose. A thread that equals the field wrote it itself, or was
 * handed the turn by the thread that did; any other value, however stale, is some other thread.
 *
 * <p>Thread safety: safe for all threads.
 */
final class RunRegistry {
  private static volatile Runner[] runs = {};

  private RunRegistry() {}

  /** The run whose turn the calling thread holds, null if it is outside of all runs. */
  static @Nullable Runner current() {
    Thread thread = Thread.currentThread();
    for (Runner run : runs) {
      if (run.turnThread == thread) {
        return run;
      }
    }
    return null;
  }

  /** Whether the current run is in debug mode. */
  static boolean debug() {
    Runner run = current();
    return run != null && run.debug;
  }

  static synchronized void add(Runner run) {
    Runner[] more = Arrays.copyOf(runs, runs.length + 1);
    more[runs.length] = run;
    runs = more;
  }

  static synchronized void remove(Runner run) {
    runs = Arrays.stream(runs).filter(other -> other != run).toArray(Runner[]::new);
  }

  /** Whether a run is still to end; for any thread, also one that holds no turn. */
  static boolean isLiving(Runner run) {
    return Arrays.asList(runs).contains(run);
  }

  static Runner[] all() {
    return runs;
  }
}
