package org.terzetto.lowlevel;

import java.time.Duration;
import org.terzetto.internal.Kernels;

/**
 * The identity of a run, and the one door into it for other threads.
 *
 * <p>Thread safety: safe for all threads.
 */
public interface RunToken {
  /**
   * The token of the current run, always the same object.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the token
   * @throws IllegalStateException if called outside a run
   */
  static RunToken current() {
    return Kernels.get().token();
  }

  /**
   * Runs {@code callback} in the run, soon, on the loop: never inside this call, one after another
   * in the order in which they were submitted. What was accepted without an exception is run before
   * the run ends.
   *
   * @checkpoint never
   * @thread any
   * @param callback must not block and cannot suspend; if it throws, the run dies with {@link
   *     org.terzetto.TerzettoInternalError}
   * @throws org.terzetto.RunFinishedException if the run has ended, or is past the point where
   *     callbacks are run
   */
  void runSoon(Runnable callback);

  /**
   * Like {@link #runSoon}, but dropped if a callback of an equal key has been submitted and has not
   * started yet. Nothing is promised about the order relative to {@link #runSoon}.
   *
   * @checkpoint never
   * @thread any
   * @param key what makes two callbacks the same
   * @param callback must not block and cannot suspend
   * @throws org.terzetto.RunFinishedException if the run has ended, or is past the point where
   *     callbacks are run
   */
  void runSoonOnce(Object key, Runnable callback);

  /**
   * Tells the main task and everything below it to come to its end, soon, as {@link
   * org.terzetto.CancelScope#shutdown(Duration, String)} around main would. If the grace ends
   * before main does, main is cancelled, and unless it takes that in {@code run} throws {@link
   * org.terzetto.Cancelled} with this reason.
   *
   * @checkpoint never
   * @thread any
   * @param grace how long main may go on; zero cancels it at once
   * @param reason text for {@link org.terzetto.CancelReason}
   * @throws IllegalArgumentException if {@code grace} is negative
   * @throws org.terzetto.RunFinishedException if the run has ended, or is past the point where
   *     callbacks are run
   */
  void shutdown(Duration grace, String reason);
}
