package org.terzetto.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Code that makes one value after another, each only when it is asked for: what other languages
 * write as a generator. A method that makes one returns a lambda:
 *
 * {@snippet :
 * static Producer<String> pages(Site site) {
 *   return out -> {
 *     for (Page page = site.first(); page != null; page = site.next(page)) {
 *       out.emit(page.text()); // returns when the next page is asked for
 *     }
 *   };
 * }
 *
 * pages(site).run(texts -> texts.forEach(text -> handle(text)));
 * }
 *
 * <p>The code runs in a task of its own, where it may open nurseries and scopes as it likes, and
 * which has ended when {@link #run} returns.
 *
 * @param <T> the values
 */
@FunctionalInterface
public interface Producer<T> {
  /**
   * Makes the values, and returns when there are no more.
   *
   * @param out takes one value at a time
   * @throws Exception any failure; it ends the block that receives
   */
  void produce(Emitter<T> out) throws Exception;

  /**
   * Runs {@code body} with a channel on which this producer's values can be had.
   *
   * <p>The producer begins when the first value is asked for, and makes no value that nobody has
   * asked for. When the values are at an end the channel is too. When {@code body} closes the
   * channel or ends, the producer is cancelled, and waited for.
   *
   * @checkpoint a schedule point at the end, never a cancel point by itself
   * @thread a task of the run
   * @param body what to do with the values
   * @throws Exception what {@code body} or the producer threw: that very exception if it is the
   *     only one beside {@link org.terzetto.Cancelled}, else an {@link org.terzetto.ExceptionGroup}
   * @throws IllegalStateException if called outside a task
   * @throws org.terzetto.Cancelled if cancelled; the producer has ended
   */
  default void run(ChannelBody<T> body) throws Exception {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void>call(channel -> {
      body.run(channel);
      return null;
    });
  }

  /**
   * Like {@link #run}, with a result.
   *
   * @checkpoint as {@link #run}
   * @thread a task of the run
   * @param body what to do with the values
   * @param <R> the result
   * @return what {@code body} returned
   * @throws Exception as {@link #run}
   * @throws IllegalStateException as {@link #run}
   * @throws org.terzetto.Cancelled as {@link #run}
   */
  default <R extends @Nullable Object> R call(ChannelCall<T, R> body) throws Exception {
    return new Pull<>(this).run(Objects.requireNonNull(body, "body"));
  }
}
