package org.terzetto.thread;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingBody;
import org.terzetto.BlockingCall;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.sync.CapacityLimiter;

/**
 * Runs code on a worker thread while the task waits. For code that must not have the loop's thread:
 * that computes for long, that blocks without giving its thread free (native code, most access to
 * files), or that cannot run on a virtual thread. For all else that blocks there is {@link
 * org.terzetto.Terzetto#blocking(BlockingCall)}, which needs no thread, and interrupts its code on
 * cancellation.
 *
 * <p>The code sees the task's {@link org.terzetto.TaskLocal} values, in loop mode its {@link
 * ScopedValue} bindings too. Nothing of the run may be called in it but for {@link FromThread}.
 */
public final class ToThread {
  private ToThread() {}

  /**
   * Runs {@code body} on a worker thread, with {@link ThreadOptions#defaults}.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param body the blocking code
   * @param <X> what the body throws
   * @throws X what the body threw, that very object
   * @throws org.terzetto.Cancelled if cancelled before the body began. Later the call waits for the
   *     body all the same, and its outcome stands; the body can ask {@link
   *     FromThread#checkCancelled}
   * @throws IllegalStateException if called outside a task
   * @throws OutOfMemoryError or whatever keeps a thread from starting; the body has not run
   * @throws InterruptedException when somebody outside the run interrupted the task's thread before
   *     the body began
   */
  public static <X extends Exception> void run(BlockingBody<X> body)
      throws X, InterruptedException {
    run(ThreadOptions.defaults(), body);
  }

  /**
   * Like {@link #run(BlockingBody)}, with a result.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param call the blocking code
   * @param <T> the result
   * @param <X> what the code throws
   * @return what {@code call} returned
   * @throws X what the code threw, that very object
   * @throws org.terzetto.Cancelled as {@link #run(BlockingBody)}
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException as {@link #run(BlockingBody)}
   */
  public static <T extends @Nullable Object, X extends Exception> T run(BlockingCall<T, X> call)
      throws X, InterruptedException {
    return run(ThreadOptions.defaults(), call);
  }

  /**
   * Runs {@code body} on a worker thread: waits for a token of the limiter first, which is given
   * back when the thread has finished, even if the task does not wait for that.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param options limiter, name of the thread, and what a cancellation does
   * @param body the blocking code
   * @param <X> what the body throws
   * @throws X what the body threw, that very object
   * @throws org.terzetto.Cancelled if cancelled before the body began; with {@link
   *     ThreadOptions#abandonOnCancel} also at any time later, and then the body goes on by itself,
   *     and its outcome is dropped
   * @throws IllegalStateException if called outside a task
   * @throws OutOfMemoryError or whatever keeps a thread from starting; the body has not run
   * @throws InterruptedException when somebody outside the run interrupted the task's thread, and a
   *     cancellation would have ended the call too
   */
  public static <X extends Exception> void run(ThreadOptions options, BlockingBody<X> body)
      throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    ToThread.<@Nullable Void, X>perform(
        options,
        () -> {
          body.run();
          return null;
        },
        body);
  }

  /**
   * Like {@link #run(ThreadOptions, BlockingBody)}, with a result.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param options limiter, name of the thread, and what a cancellation does
   * @param call the blocking code
   * @param <T> the result
   * @param <X> what the code throws
   * @return what {@code call} returned
   * @throws X what the code threw, that very object; or the failure of a limiter that did not take
   *     its token back, with what the code threw as suppressed exception
   * @throws org.terzetto.Cancelled as {@link #run(ThreadOptions, BlockingBody)}
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException as {@link #run(ThreadOptions, BlockingBody)}
   */
  public static <T extends @Nullable Object, X extends Exception> T run(
      ThreadOptions options, BlockingCall<T, X> call) throws X, InterruptedException {
    Objects.requireNonNull(call, "call");
    return perform(options, call, call);
  }

  @SuppressWarnings("unchecked") // what a BlockingCall throws is an X, or unchecked
  private static <T extends @Nullable Object, X extends Exception> T perform(
      ThreadOptions options, BlockingCall<T, X> call, Object author)
      throws X, InterruptedException {
    Objects.requireNonNull(options, "options");
    Checkpoints.checkpointIfCancelled();
    try {
      return new ThreadCall<>(options, call, author).perform();
    } catch (RuntimeException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw (X) e;
    }
  }

  /**
   * The limiter of this run's calls that were given none: 40 threads at first.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the limiter, to look at, or to change its total
   * @throws IllegalStateException if called outside a run
   */
  public static CapacityLimiter defaultLimiter() {
    return RunThreads.current().limiter;
  }

  /**
   * How many calls of {@link #run(BlockingCall)} and its siblings have a thread now. Those that
   * were abandoned do not count.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the count, for this run
   * @throws IllegalStateException if called outside a run
   */
  public static int activeCount() {
    return RunThreads.current().active();
  }

  /**
   * Waits until {@link #activeCount} is zero. For tests that want quiet.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws org.terzetto.Cancelled if cancelled
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void waitAllCompleted() throws InterruptedException {
    RunThreads.current().waitNoneActive();
  }
}
