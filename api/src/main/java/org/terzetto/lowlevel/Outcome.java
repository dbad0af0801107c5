package org.terzetto.lowlevel;

import org.jspecify.annotations.Nullable;

/**
 * A value or an error, to be delivered elsewhere.
 *
 * @param <T> the value
 */
public sealed interface Outcome<T extends @Nullable Object> {
  /**
   * It went well.
   *
   * @param value the value
   * @param <T> the value
   */
  record Value<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * It failed.
   *
   * @param error why
   * @param <T> the value there would have been
   */
  record Failure<T extends @Nullable Object>(Throwable error) implements Outcome<T> {}
}
