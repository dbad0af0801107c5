package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * The block that a cancel scope governs, with a result.
 *
 * @param <T> the result
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface ScopeCall<T extends @Nullable Object, X extends Exception> {
  /**
   * Runs in the task that entered the scope.
   *
   * @param scope the scope, to move its deadline or to cancel it
   * @return the result
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  T call(CancelScope scope) throws X, InterruptedException;
}
