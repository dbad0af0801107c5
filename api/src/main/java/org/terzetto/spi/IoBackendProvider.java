package org.terzetto.spi;

import java.io.IOException;
import java.util.Optional;

/** Makes {@link IoBackend}s. Found through {@link java.util.ServiceLoader}, or given to the run. */
public interface IoBackendProvider {
  /**
   * The name of the mechanism, by which users choose it, such as {@code nio} or {@code epoll}.
   *
   * @return a short lower-case word
   */
  String name();

  /**
   * Which provider to prefer among those available; the highest wins.
   *
   * @return zero for the fallback that works everywhere
   */
  int priority();

  /**
   * Why this backend cannot work here.
   *
   * @return one line for the user, saying what is missing; empty if it works
   */
  Optional<String> unavailableBecause();

  /**
   * Makes a backend for one run. Who was given this provider has not asked {@link
   * #unavailableBecause}.
   *
   * @return a new backend, which shares nothing with others
   * @throws IOException if the system refuses, or this backend cannot work here
   */
  IoBackend open() throws IOException;
}
