package org.terzetto.channel;

import org.jspecify.annotations.Nullable;

/**
 * The block in which the values of a {@link Producer} can be had, with a result.
 *
 * @param <T> the values
 * @param <R> the result
 */
@FunctionalInterface
public interface ChannelCall<T, R extends @Nullable Object> {
  /**
   * Runs in the task that asks for values.
   *
   * @param channel asks the producer for one value with each {@code receive}
   * @return the result
   * @throws Exception any failure; it ends the producer too
   */
  R call(ReceiveChannel<T> channel) throws Exception;
}
