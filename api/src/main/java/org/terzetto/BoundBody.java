package org.terzetto;

/**
 * What runs while values are bound for it; see {@link TaskLocal#run}.
 *
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface BoundBody<X extends Exception> {
  /**
   * Does the work.
   *
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the thread
   */
  void run() throws X, InterruptedException;
}
