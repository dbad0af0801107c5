package org.terzetto.guest;

import org.jspecify.annotations.Nullable;

/**
 * Code for the bare thread beneath a run, with a result; see {@link HostThread#call}.
 *
 * @param <T> the result
 * @param <X> the checked exceptions of the code; the compiler infers it
 */
@FunctionalInterface
public interface HostCall<T extends @Nullable Object, X extends Exception> {
  /**
   * Does the work; cannot suspend.
   *
   * @return the result
   * @throws X a failure of the code
   */
  T call() throws X;
}
