package org.terzetto.sync;

import org.jspecify.annotations.Nullable;

/**
 * What a task does while it holds a lock, a unit or a token, with a result.
 *
 * @param <T> the result
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface GuardedCall<T extends @Nullable Object, X extends Exception> {
  /**
   * Does the work, in the task that holds it.
   *
   * @return the result
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  T call() throws X, InterruptedException;
}
