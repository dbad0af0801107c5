package org.terzetto.lowlevel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskCall;

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

  /**
   * How a call ends: with its value, or with whatever it throws.
   *
   * @param call what to call, here and now
   * @param <T> the value
   * @return the outcome
   */
  static <T extends @Nullable Object> Outcome<T> of(TaskCall<T> call) {
    Objects.requireNonNull(call, "call");
    try {
      return new Value<>(call.call());
    } catch (Throwable failure) {
      return new Failure<>(failure);
    }
  }

  /**
   * Returns the value or throws the error, that very object.
   *
   * @return the value
   * @throws Exception the error, whatever its type
   */
  default T get() throws Exception {
    return switch (this) {
      case Value<T>(T value) -> value;
      case Failure<T>(Throwable error) -> throw Outcome.<Exception>as(error);
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X as(Throwable error) throws X {
    throw (X) error;
  }
}
