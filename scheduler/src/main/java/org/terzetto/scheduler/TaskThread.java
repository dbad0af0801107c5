package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.guest.HostCall;

/**
 * The virtual thread that holds one task's stack, and how it gives its turn away and gets it back.
 */
interface TaskThread {
  Thread thread();

  /**
   * Ends the step of the task that calls; returns in its next step.
   *
   * @throws org.terzetto.PinnedSuspensionException if the thread cannot suspend
   */
  void suspend();

  /**
   * Runs {@code call} as another thread's code, while others have the turn. Afterwards the task is
   * rescheduled, and this returns when it has its turn again.
   */
  <T extends @Nullable Object, X extends Exception> T runOutside(BlockingCall<T, X> call)
      throws X, InterruptedException;

  /**
   * Runs {@code call} on the bare thread beneath the run, within the step of the task that calls.
   */
  <T extends @Nullable Object, X extends Exception> T callBeneath(HostCall<T, X> call) throws X;

  /** Whether the task is inside {@link #runOutside}. */
  boolean isOutside();

  /** The region has been cancelled: if its code swallows that and blocks again, tell it again. */
  void interruptAgainWhenBlocked(BlockingRegion region);
}
