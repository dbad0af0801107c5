package org.terzetto.channel;

/**
 * Where a {@link Producer} puts its values.
 *
 * @param <T> the values
 */
@FunctionalInterface
public interface Emitter<T> {
  /**
   * Hands one value to whoever has asked for it, and waits until the next one is asked for.
   *
   * @checkpoint always
   * @thread a task of the producer, one at a time
   * @param value not null
   * @throws org.terzetto.Cancelled when nobody will ask any more, since the channel has been closed
   *     or its block left, or when cancelled from elsewhere: clean up and let it pass
   * @throws org.terzetto.BusyResourceException if another task is in here
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  void emit(T value) throws InterruptedException;
}
