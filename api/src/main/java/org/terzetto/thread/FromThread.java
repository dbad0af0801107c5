package org.terzetto.thread;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunToken;

/**
 * Calls from other threads into a run, which wait for the outcome.
 *
 * <p>A worker of {@link ToThread} needs no more than the function: it is called in the very task
 * that waits for the worker, inside its scopes. If that task may leave the worker behind ({@link
 * ThreadOptions#abandonOnCancel}) the function gets a system task instead. All other threads name
 * the run, by a token that they were given, and have their functions called in system tasks as
 * well; those that do not suspend are called on the loop without one.
 *
 * <p>The function sees the calling thread's {@link org.terzetto.TaskLocal} values, in loop mode its
 * {@link ScopedValue} bindings too, as they are at the moment of the call.
 *
 * <p>An interruption of the calling thread does not end the wait, since the function would go on;
 * it is there again afterwards.
 *
 * <p>Thread safety: safe for all threads that are not inside a run.
 */
public final class FromThread {
  private FromThread() {}

  /**
   * Runs {@code body}, which may suspend, in the task that waits for this worker.
   *
   * @thread a worker of {@link ToThread}
   * @param body what to do in the run
   * @throws Exception what the body threw, that very object
   * @throws org.terzetto.Cancelled if the task is cancelled, thrown by the first checkpoint of the
   *     body; let it pass
   * @throws IllegalStateException if called in any other thread, or inside a run
   * @throws org.terzetto.RunFinishedException if the run has ended, or is about to
   */
  public static void run(TaskBody body) throws Exception {
    Objects.requireNonNull(body, "body");
    worker().callBack(new Reentry<>(asCall(body), true, body));
  }

  /**
   * Like {@link #run(TaskBody)}, with a result.
   *
   * @thread a worker of {@link ToThread}
   * @param call what to do in the run
   * @param <T> the result
   * @return what {@code call} returned
   * @throws Exception as {@link #run(TaskBody)}
   */
  public static <T extends @Nullable Object> T run(TaskCall<T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    return worker().callBack(new Reentry<>(call, true, call));
  }

  /**
   * Runs {@code body}, which may suspend, in a new system task of a run.
   *
   * @thread any that is not inside a run
   * @param token which run
   * @param body what to do in it
   * @throws Exception what the body threw, that very object
   * @throws org.terzetto.Cancelled if main ended before the body did, thrown by a checkpoint of it
   * @throws IllegalStateException if called inside a run
   * @throws org.terzetto.RunFinishedException if the run has ended, or its system tasks have
   */
  public static void run(RunToken token, TaskBody body) throws Exception {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(body, "body");
    requireOutside();
    new Reentry<>(asCall(body), true, body).callIn(token);
  }

  /**
   * Like {@link #run(RunToken, TaskBody)}, with a result.
   *
   * @thread any that is not inside a run
   * @param token which run
   * @param call what to do in it
   * @param <T> the result
   * @return what {@code call} returned
   * @throws Exception as {@link #run(RunToken, TaskBody)}
   */
  public static <T extends @Nullable Object> T run(RunToken token, TaskCall<T> call)
      throws Exception {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(call, "call");
    requireOutside();
    return new Reentry<>(call, true, call).callIn(token);
  }

  /**
   * Calls {@code body}, which cannot suspend, in the task that waits for this worker.
   *
   * @thread a worker of {@link ToThread}
   * @param body what to do in the run; what it throws is thrown here, that very object
   * @throws IllegalStateException if called in any other thread, or inside a run
   * @throws org.terzetto.RunFinishedException if the run has ended, or is about to
   */
  public static void call(Runnable body) {
    Objects.requireNonNull(body, "body");
    worker().callBack(new Reentry<>(asCall(body), false, body));
  }

  /**
   * Like {@link #call(Runnable)}, with a result.
   *
   * @thread a worker of {@link ToThread}
   * @param call what to do in the run; what it throws is thrown here, that very object
   * @param <T> the result
   * @return what {@code call} returned
   * @throws IllegalStateException as {@link #call(Runnable)}
   */
  public static <T extends @Nullable Object> T call(Supplier<T> call) {
    Objects.requireNonNull(call, "call");
    return worker().callBack(new Reentry<>(call::get, false, call));
  }

  /**
   * Calls {@code body}, which cannot suspend, in a run: in the task that serves {@link
   * RunToken#runSoon}.
   *
   * @thread any that is not inside a run
   * @param token which run
   * @param body what to do in it; what it throws is thrown here, that very object
   * @throws IllegalStateException if called inside a run
   * @throws org.terzetto.RunFinishedException if the run has ended, or is past the point where
   *     callbacks are run
   */
  public static void call(RunToken token, Runnable body) {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(body, "body");
    requireOutside();
    new Reentry<>(asCall(body), false, body).callIn(token);
  }

  /**
   * Like {@link #call(RunToken, Runnable)}, with a result.
   *
   * @thread any that is not inside a run
   * @param token which run
   * @param call what to do in it; what it throws is thrown here, that very object
   * @param <T> the result
   * @return what {@code call} returned
   * @throws IllegalStateException as {@link #call(RunToken, Runnable)}
   */
  public static <T extends @Nullable Object> T call(RunToken token, Supplier<T> call) {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(call, "call");
    requireOutside();
    return new Reentry<>(call::get, false, call).callIn(token);
  }

  /**
   * Throws if the call of {@link ToThread#run} that this worker works for has been cancelled: once
   * a cancellation has reached its task, for good, even if a shield keeps it out later. For code
   * that computes for long, in places where it can stop.
   *
   * @thread a worker of {@link ToThread}
   * @throws org.terzetto.Cancelled if cancelled; let it pass
   * @throws IllegalStateException if called in any other thread
   */
  public static void checkCancelled() {
    worker().checkCancelled();
  }

  private static ThreadCall<?> worker() {
    requireOutside();
    ThreadCall<?> call = ThreadCall.ofWorker();
    if (call == null) {
      throw new IllegalStateException(
          "thread '"
              + Thread.currentThread().getName()
              + "' was not made by ToThread.run; give FromThread the RunToken of a run");
    }
    return call;
  }

  private static void requireOutside() {
    if (Terzetto.inRun()) {
      throw new IllegalStateException(
          "FromThread was called inside a run, where it would wait for its own thread; call the"
              + " function directly");
    }
  }

  private static TaskCall<@Nullable Void> asCall(TaskBody body) {
    return () -> {
      body.run();
      return null;
    };
  }

  private static TaskCall<@Nullable Void> asCall(Runnable body) {
    return () -> {
      body.run();
      return null;
    };
  }
}
