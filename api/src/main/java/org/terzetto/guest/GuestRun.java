package org.terzetto.guest;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.TaskCall;
import org.terzetto.internal.Kernels;
import org.terzetto.lowlevel.RunToken;

/**
 * A run that is driven by somebody else's event loop: each of its passes is a callback on the
 * host's thread, between the host's own work. Only the wait for I/O happens on another thread, and
 * only if there is nothing to do at once. So tasks and the host's code take turns as tasks do among
 * themselves, and share data without locks.
 *
 * <p>Between the passes the host's thread is inside the run, though in no task: its code may call
 * whatever does not suspend, such as setting an event, cancelling a scope, sending without waiting
 * or starting a child, and the guest wakes up for it at once. It must not call {@link
 * org.terzetto.Terzetto#run} meanwhile.
 *
 * <p>Tasks are virtual threads also here, so {@link Thread#currentThread} of a task is not the
 * host's thread. For what insists on that, such as the components of Swing, there is {@link
 * HostThread}.
 *
 * <p>Thread safety: all methods of an instance are safe for all threads.
 *
 * @param <T> the result of the main task
 */
public interface GuestRun<T extends @Nullable Object> {
  /**
   * Starts a run on the calling thread. When this returns, the run's token and clock can be used,
   * and system tasks can be started; main has not run yet.
   *
   * <p>A host that stops before the guest has ended abandons it: its tasks do not go on, not even
   * to clean up. Once that is found out, the outcome is a {@link
   * org.terzetto.TerzettoInternalError} and a warning is logged.
   *
   * @thread the host's, which must be a platform thread that is in no run
   * @param options clock, instruments, backend, seed, mode
   * @param host the loop that runs callbacks on the calling thread
   * @param main the main task
   * @param <T> the result
   * @return the run
   * @throws IllegalStateException if the caller is a virtual thread, or inside a run (a thread is
   *     host to one guest at a time); or if no scheduler or backend is found, or the task mode or
   *     the backend asked for is not available
   * @throws org.terzetto.TerzettoInternalError if the backend, the clock or the library failed
   */
  static <T extends @Nullable Object> GuestRun<T> start(
      RunOptions options, HostLoop host, TaskCall<T> main) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(main, "main");
    return Kernels.get().startGuest(options, host, main);
  }

  /**
   * How the run ended: with main's value, or exceptionally with the very exception that {@link
   * org.terzetto.Terzetto#run} would have thrown. It is completed once, by the host's thread, when
   * the run is over and the thread free for another; for an abandoned run, by some other thread.
   *
   * @apiNote The host's thread must not wait for it: that would stop the run. Add a stage instead.
   * @return a future of the caller's own: completing or cancelling it does nothing to the run
   */
  CompletableFuture<T> outcome();

  /**
   * The token of the run, through which other threads reach it.
   *
   * @return the token
   */
  RunToken token();
}
