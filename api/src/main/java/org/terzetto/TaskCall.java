package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * What a task does, with a result. It may suspend, and it may fail with any exception.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface TaskCall<T extends @Nullable Object> {
  /**
   * Computes the result.
   *
   * @return the result
   * @throws Exception any failure; it goes to the task's nursery
   */
  T call() throws Exception;
}
