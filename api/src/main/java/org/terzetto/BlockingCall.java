package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * Code that blocks its thread, with a result; see {@link Terzetto#blocking(BlockingCall)}.
 *
 * @param <T> the result
 * @param <X> the checked exceptions of the code beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface BlockingCall<T extends @Nullable Object, X extends Exception> {
  /**
   * Does the work, like another thread's code.
   *
   * @return the result
   * @throws X a failure of the code
   * @throws InterruptedException when interrupted, which is how cancellation arrives
   */
  T call() throws X, InterruptedException;
}
