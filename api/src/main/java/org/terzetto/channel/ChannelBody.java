package org.terzetto.channel;

/**
 * The block in which the values of a {@link Producer} can be had.
 *
 * @param <T> the values
 */
@FunctionalInterface
public interface ChannelBody<T> {
  /**
   * Runs in the task that asks for values.
   *
   * @param channel asks the producer for one value with each {@code receive}
   * @throws Exception any failure; it ends the producer too
   */
  void run(ReceiveChannel<T> channel) throws Exception;
}
