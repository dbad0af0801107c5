package org.terzetto;

/**
 * The block that a cancel scope governs.
 *
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface ScopeBody<X extends Exception> {
  /**
   * Runs in the task that entered the scope.
   *
   * @param scope the scope, to move its deadline or to cancel it
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void run(CancelScope scope) throws X, InterruptedException;
}
