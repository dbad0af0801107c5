package org.terzetto.spi;

import java.io.IOException;

/** One handle in an {@link IoBackend}. Called by the run alone, like the backend. */
public interface IoRegistration {
  /**
   * Asks for at least one report of each given kind, from now on.
   *
   * @param interest {@link IoBackend#READ}, {@link IoBackend#WRITE}, or both added; what was armed
   *     before and has not been reported stays armed
   * @throws IOException if the system refuses, for one because the handle has been closed
   * @throws IllegalArgumentException if the interest is anything else
   * @throws IllegalStateException if it was deregistered, or the backend closed
   */
  void arm(int interest) throws IOException;

  /**
   * Takes the handle out. No report comes for it any more, not even from the poll under way.
   * Allowed after the handle was closed; repeating it does nothing. The handle can be registered
   * again at once, and closing it takes effect at once: the backend holds on to nothing of it.
   */
  void deregister();
}
