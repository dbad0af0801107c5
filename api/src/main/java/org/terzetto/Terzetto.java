package org.terzetto;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.Kernels;

/** Starts runs; and the things every task does: tell the time, sleep, call blocking code. */
public final class Terzetto {
  private Terzetto() {}

  /**
   * Runs {@code main} as a task, with everything it starts, to the end.
   *
   * @thread any, but not from inside a run; the caller waits. If it is interrupted meanwhile, main
   *     gets an {@link InterruptedException} at its next checkpoint
   * @param main the main task
   * @throws Exception what {@code main} threw, that very object
   * @throws IllegalStateException if called from inside a run, or no scheduler or backend is found
   * @throws TerzettoInternalError if a system task, the backend, the clock or the library failed
   */
  public static void run(TaskBody main) throws Exception {
    run(RunOptions.defaults(), main);
  }

  /**
   * Like {@link #run(TaskBody)}, with a result.
   *
   * @thread as {@link #run(TaskBody)}
   * @param main the main task
   * @param <T> the result
   * @return what {@code main} returned
   * @throws Exception what {@code main} threw, that very object
   * @throws IllegalStateException as {@link #run(TaskBody)}
   * @throws TerzettoInternalError as {@link #run(TaskBody)}
   */
  public static <T extends @Nullable Object> T run(TaskCall<T> main) throws Exception {
    return run(RunOptions.defaults(), main);
  }

  /**
   * Like {@link #run(TaskBody)}, with options.
   *
   * @thread as {@link #run(TaskBody)}
   * @param options clock, instruments, backend, seed, mode
   * @param main the main task
   * @throws Exception what {@code main} threw, that very object
   * @throws IllegalStateException as {@link #run(TaskBody)}; or if the task mode or the backend
   *     asked for is not available
   * @throws TerzettoInternalError as {@link #run(TaskBody)}
   */
  public static void run(RunOptions options, TaskBody main) throws Exception {
    Objects.requireNonNull(main, "main");
    Terzetto.<@Nullable Void>run(
        options,
        () -> {
          main.run();
          return null;
        });
  }

  /**
   * Like {@link #run(RunOptions, TaskBody)}, with a result.
   *
   * @thread as {@link #run(TaskBody)}
   * @param options clock, instruments, backend, seed, mode
   * @param main the main task
   * @param <T> the result
   * @return what {@code main} returned
   * @throws Exception what {@code main} threw, that very object
   * @throws IllegalStateException as {@link #run(RunOptions, TaskBody)}
   * @throws TerzettoInternalError as {@link #run(TaskBody)}
   */
  public static <T extends @Nullable Object> T run(RunOptions options, TaskCall<T> main)
      throws Exception {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(main, "main");
    return Kernels.get().run(options, main);
  }

  /**
   * The time on the run's clock.
   *
   * @checkpoint never
   * @thread inside the run
   * @return now
   * @throws IllegalStateException if called outside a run
   */
  public static LoopTime currentTime() {
    return new LoopTime(Kernels.get().currentTimeNanos());
  }

  /**
   * Suspends the task for a while; zero is a plain checkpoint.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param duration at least this long; rounded up by the backend, never down
   * @throws IllegalArgumentException if negative
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void sleep(Duration duration) throws InterruptedException {
    long nanos = LoopTime.saturatedNanos(duration);
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "cannot sleep for " + duration + "; use a duration of zero or more");
    }
    Kernels.get().sleepFor(nanos);
  }

  /**
   * Suspends the task until a moment; a past one is a plain checkpoint.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param deadline on the run's clock
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void sleepUntil(LoopTime deadline) throws InterruptedException {
    Kernels.get().sleepUntil(Objects.requireNonNull(deadline, "deadline").nanos());
  }

  /**
   * Suspends the task until it is cancelled.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task, or if somebody rescheduled the task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void sleepForever() throws InterruptedException {
    Kernels.get().sleepUntil(LoopTime.NEVER.nanos());
  }

  /**
   * Runs code that blocks its thread, suspending only this task meanwhile: {@code Thread.sleep},
   * {@code BlockingQueue.take}, JDBC, blocking sockets. Needs no thread pool: the task's own
   * virtual thread waits.
   *
   * <p>Treat {@code body} as another thread's code: other tasks run between its steps, in portable
   * mode even at the same time, and nothing of the run may be called in it.
   *
   * <p>Cancellation reaches the body as {@link Thread#interrupt}, again each time it blocks, until
   * it ends. If it then ends with an exception that tells of the interruption, this call throws
   * {@link Cancelled} with that exception as its cause; any other outcome stands as it is.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param body the blocking code
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> void blocking(BlockingBody<X> body)
      throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    Kernels.get()
        .<@Nullable Void, X>blocking(() -> {
          body.run();
          return null;
        });
  }

  /**
   * Like {@link #blocking(BlockingBody)}, with a result.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param call the blocking code
   * @param <T> the result
   * @param <X> what the body throws
   * @return what {@code call} returned
   * @throws X what the body threw
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <T extends @Nullable Object, X extends Exception> T blocking(
      BlockingCall<T, X> call) throws X, InterruptedException {
    Objects.requireNonNull(call, "call");
    return Kernels.get().blocking(call);
  }

  /**
   * Whether the caller is inside a run: in a task, an instrument's hook, an abort function.
   *
   * @return true if the run-wide functions, such as {@link #currentTime}, work here
   */
  public static boolean inRun() {
    return Kernels.get().inRun();
  }

  /**
   * Whether the caller is a task.
   *
   * @return true if suspending functions work here
   */
  public static boolean inTask() {
    return Kernels.get().inTask();
  }
}
