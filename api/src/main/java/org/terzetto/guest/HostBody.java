package org.terzetto.guest;

/**
 * Code for the bare thread beneath a run; see {@link HostThread#run}.
 *
 * @param <X> the checked exceptions of the code; the compiler infers it
 */
@FunctionalInterface
public interface HostBody<X extends Exception> {
  /**
   * Does the work; cannot suspend.
   *
   * @throws X a failure of the code
   */
  void run() throws X;
}
