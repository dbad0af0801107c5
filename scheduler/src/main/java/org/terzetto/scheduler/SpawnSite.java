package org.terzetto.scheduler;

import java.util.Arrays;

/** Where a task was spawned, or something opened: the stack without the frames of the library. */
final class SpawnSite {
  private SpawnSite() {}

  static StackTraceElement[] ofCaller() {
    StackTraceElement[] stack = new Throwable().getStackTrace();
    int first = 0;
    while (first < stack.length && isOurs(stack[first].getClassName())) {
      first++;
    }
    return Arrays.copyOfRange(stack, first, stack.length);
  }

  private static boolean isOurs(String className) {
    return className.startsWith("org.terzetto.scheduler.")
        || className.equals("org.terzetto.Nursery")
        || className.equals("org.terzetto.lowlevel.CloseWatch")
        || className.startsWith("org.terzetto.channel.");
  }
}
