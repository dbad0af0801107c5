package org.terzetto.channel;

/**
 * What is done with each value of a channel.
 *
 * @param <T> the values
 * @param <X> the checked exceptions of the block beside {@link InterruptedException}; the compiler
 *     infers it
 */
@FunctionalInterface
public interface ElementBody<T, X extends Exception> {
  /**
   * Takes one value.
   *
   * @param value the value
   * @throws X a failure of the block
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void accept(T value) throws X, InterruptedException;
}
