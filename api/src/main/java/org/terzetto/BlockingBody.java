package org.terzetto;

/**
 * Code that blocks its thread; see {@link Terzetto#blocking(BlockingBody)}.
 *
 * @param <X> the checked exceptions of the code beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface BlockingBody<X extends Exception> {
  /**
   * Does the work, like another thread's code.
   *
   * @throws X a failure of the code
   * @throws InterruptedException when interrupted, which is how cancellation arrives
   */
  void run() throws X, InterruptedException;
}
