package org.terzetto.sync;

/**
 * A lock that one task holds at a time, handed on in the order in which they asked. The holder may
 * not take it again, and nobody else may release it.
 *
 * <p>Between two checkpoints a task is alone anyway: a lock is for state that must not be seen
 * half-way across a checkpoint.
 *
 * <p>Named as in Trio, although {@code java.util.concurrent.locks} has the name too: that one is an
 * interface without {@code use}, so that taking the one for the other does not compile.
 *
 * <p>Thread safety: belongs to its run.
 */
public final class Lock extends OwnedLock {
  /** A lock that nobody holds. */
  public Lock() {}
}
