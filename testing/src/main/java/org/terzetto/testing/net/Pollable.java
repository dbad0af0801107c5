package org.terzetto.testing.net;

/** A channel that a {@link SimulatedBackend} can watch. */
interface Pollable {
  /** What would not block now: {@code READ} and {@code WRITE} of the backend, added. */
  int ready();

  /** Who is told whenever {@link #ready} may have grown. */
  void watcher(Runnable watcher);
}
