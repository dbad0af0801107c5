package org.terzetto.sync;

/**
 * What a task does while it holds a lock, a unit or a token.
 *
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface GuardedBody<X extends Exception> {
  /**
   * Does the work, in the task that holds it.
   *
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void run() throws X, InterruptedException;
}
