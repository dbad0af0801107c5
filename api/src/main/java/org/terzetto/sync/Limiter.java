package org.terzetto.sync;

/**
 * Decides how many may do something at a time, such as holding a worker thread. {@link
 * CapacityLimiter} is the usual one; implement this for another policy.
 *
 * <p>Thread safety: belongs to its run.
 */
public interface Limiter {
  /**
   * Borrows a token for somebody, waiting until there is one.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param borrower who holds the token from now on; told apart from others by {@code equals}
   * @throws IllegalStateException if {@code borrower} holds a token already; or if called outside a
   *     task
   * @throws org.terzetto.Cancelled if cancelled; nothing was borrowed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing was borrowed
   */
  void acquireFor(Object borrower) throws InterruptedException;

  /**
   * Gives somebody's token back.
   *
   * @checkpoint never
   * @thread inside the run
   * @param borrower who holds the token
   * @throws IllegalStateException if {@code borrower} holds none; or if called outside a run
   */
  void releaseFor(Object borrower);
}
