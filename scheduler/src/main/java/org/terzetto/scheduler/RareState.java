package org.terzetto.scheduler;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.terzetto.Task;

/** What few tasks have, in an object of its own, so that the others pay only for a reference. */
final class RareState {
  static final StackTraceElement[] NOT_RECORDED = {};

  @Nullable Interruption interruption;
  @Nullable Object sleepData;
  @Nullable ExitCallbacks exitCallbacks;

  // In debug mode.
  StackTraceElement[] spawnedAt = NOT_RECORDED;
  int checkpointBans;

  void addExitCallback(Consumer<? super Task<?>> callback) {
    if (exitCallbacks == null) {
      exitCallbacks = new ExitCallbacks();
    }
    exitCallbacks.add(callback);
  }

  boolean removeExitCallback(Consumer<? super Task<?>> callback) {
    return exitCallbacks != null && exitCallbacks.remove(callback);
  }
}
