package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * What runs while values are bound for it, with a result; see {@link TaskLocal#call}.
 *
 * @param <T> the result
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface BoundCall<T extends @Nullable Object, X extends Exception> {
  /**
   * Does the work.
   *
   * @return the result
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the thread
   */
  T call() throws X, InterruptedException;
}
