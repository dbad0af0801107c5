package org.terzetto.sync;

/**
 * A {@link Lock} for programs whose correctness depends on the order: first come, first served is
 * its promise for ever, whereas that of {@code Lock} is to be fair.
 *
 * <p>Take it where chunks have to leave in the order in which they were made: make the chunk and
 * ask for the lock without a checkpoint in between, and nobody can get in front.
 *
 * <p>Thread safety: belongs to its run.
 */
public final class StrictFifoLock extends OwnedLock {
  /** A lock that nobody holds. */
  public StrictFifoLock() {}
}
