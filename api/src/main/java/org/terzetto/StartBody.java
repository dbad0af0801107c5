package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * A background task that says when it is ready.
 *
 * @param <V> what it reports when ready: a port, an address, a list of listeners
 */
@FunctionalInterface
public interface StartBody<V extends @Nullable Object> {
  /**
   * Does the work, calling {@link TaskStatus#started} once it is ready.
   *
   * @param status how to say so
   * @throws Exception any failure; before {@code started} it comes out of {@link Nursery#start},
   *     afterwards it goes to the nursery
   */
  void run(TaskStatus<V> status) throws Exception;
}
