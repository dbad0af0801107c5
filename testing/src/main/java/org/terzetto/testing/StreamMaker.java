package org.terzetto.testing;

import org.terzetto.io.AsyncResource;

/**
 * Makes connections for {@link StreamChecks}.
 *
 * @param <A> the type of one end
 * @param <B> the type of the other end
 */
@FunctionalInterface
public interface StreamMaker<A extends AsyncResource, B extends AsyncResource> {
  /**
   * Makes a connection. It is called in a task of a run, and may suspend.
   *
   * @return both ends, open, each time new ones
   * @throws Exception if that fails; so does the check
   */
  StreamPair<? extends A, ? extends B> make() throws Exception;
}
