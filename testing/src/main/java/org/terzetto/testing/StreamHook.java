package org.terzetto.testing;

/** What a memory stream does in the middle of an operation, on behalf of a test. */
@FunctionalInterface
public interface StreamHook {
  /**
   * Moves data, waits, or fails as a broken connection would.
   *
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void run() throws InterruptedException;
}
