package org.terzetto;

/** What a task does, without a result. It may suspend, and it may fail with any exception. */
@FunctionalInterface
public interface TaskBody {
  /**
   * Does the work.
   *
   * @throws Exception any failure; it goes to the task's nursery
   */
  void run() throws Exception;
}
