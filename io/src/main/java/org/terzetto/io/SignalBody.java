package org.terzetto.io;

/**
 * The block during which signals are received.
 *
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface SignalBody<X extends Exception> {
  /**
   * Runs in the task that opened the block.
   *
   * @param signals where they come out
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void run(SignalReceiver signals) throws X, InterruptedException;
}
