package org.terzetto.scheduler;

import org.terzetto.PinnedSuspensionException;

/** Finds the frame that pins a virtual thread to its carrier. */
final class Pinning {
  private Pinning() {}

  static PinnedSuspensionException exception() {
    return new PinnedSuspensionException(
        "this task cannot suspend: "
            + culprit(Thread.currentThread().getStackTrace())
            + " is on its stack and pins it to the loop thread; suspend outside of it, or call it in"
            + " a thread of its own");
  }

  private static String culprit(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("<clinit>")) {
        return "the initializer of class " + frame.getClassName() + " (" + frame + ")";
      }
      if (frame.isNativeMethod()
          && !frame.getClassName().equals("java.lang.Thread")
          && !frame.getClassName().startsWith("jdk.internal.vm.")) {
        return "the native method " + frame;
      }
    }
    return "a native frame";
  }
}
