package org.terzetto.thread;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.Cancelled;
import org.terzetto.RunFinishedException;
import org.terzetto.Task;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RaiseCancel;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.TaskContext;
import org.terzetto.sync.Limiter;

/**
 * One call of {@link ToThread#run}: the task that waits, and the worker. The task sleeps until a
 * message comes: a function to call in it, after which it sleeps again, or the outcome. This object
 * also is who holds the limiter's token.
 *
 * <p>Thread safety: the worker uses what is final, and {@link #cancellation}; the rest belongs to
 * the run.
 */
final class ThreadCall<T extends @Nullable Object> implements AbortHandler {
  /** The call that a worker thread works for. */
  private static final ThreadLocal<@Nullable ThreadCall<?>> OF_WORKER = new ThreadLocal<>();

  private final RunToken token = RunToken.current();
  private final Task<?> task = Task.current();
  private final RunThreads threads = RunThreads.current();
  private final TaskContext context = TaskContext.capture();
  private final ThreadOptions options;
  private final BlockingCall<T, ?> call;
  private final Limiter limiter;
  private final String name;

  /** Whether the task sleeps in {@link #receive}, and has not been woken. */
  private boolean receiving;

  /** The first cancellation that reached the task while it slept for this call. */
  private volatile @Nullable RaiseCancel cancellation;

  /** The author is the object by which the worker's function is named. */
  ThreadCall(ThreadOptions options, BlockingCall<T, ?> call, Object author) {
    this.options = options;
    this.call = call;
    this.limiter = options.limiter().orElse(threads.limiter);
    this.name =
        options.threadName().orElseGet(() -> Functions.nameOf(author) + " from " + task.name());
  }

  static @Nullable ThreadCall<?> ofWorker() {
    return OF_WORKER.get();
  }

  // ---- the task -------------------------------------------------------------------------------

  T perform() throws Exception {
    limiter.acquireFor(this);
    try {
      options.workers().start(name, this::work, this::deliver);
    } catch (Throwable failure) {
      return released(new Outcome.Failure<T>(failure)).get();
    }
    threads.begin();
    try {
      return awaitOutcome().get();
    } finally {
      threads.end();
    }
  }

  @SuppressWarnings("unchecked") // the only outcome that is sent is that of this call
  private Outcome<T> awaitOutcome() throws InterruptedException {
    while (true) {
      Object message = receive();
      if (message instanceof Reentry<?> reentry) {
        reentry.perform();
      } else {
        return (Outcome<T>) Objects.requireNonNull(message);
      }
    }
  }

  private @Nullable Object receive() throws InterruptedException {
    receiving = true;
    try {
      return Parking.park(this);
    } finally {
      receiving = false;
    }
  }

  @Override
  public Abort abort(RaiseCancel newCancellation) {
    if (cancellation == null && newCancellation.isCancellation()) {
      cancellation = newCancellation;
    }
    if (!options.abandonOnCancel()) {
      return Abort.FAILED;
    }
    receiving = false;
    return Abort.SUCCEEDED;
  }

  /** Wakes the task with a message; false if it does not wait any more. */
  private boolean send(Object message) {
    boolean waits = receiving;
    if (waits) {
      receiving = false;
      Parking.reschedule(task, new Outcome.Value<>(message));
    }
    return waits;
  }

  // ---- the worker -----------------------------------------------------------------------------

  private T work() throws Exception {
    OF_WORKER.set(this);
    try {
      return context.<T, Exception>call(call::call);
    } finally {
      OF_WORKER.remove();
    }
  }

  private void deliver(Outcome<T> outcome) {
    try {
      token.runSoon(() -> send(released(outcome)));
    } catch (RunFinishedException e) {
      // The task has been left behind, and the run has ended meanwhile: nobody wants the outcome.
    }
  }

  /** Calls a function in the task that waits; one that may leave cannot be relied on for that. */
  <R extends @Nullable Object, X extends Exception> R callBack(Reentry<R> reentry) throws X {
    if (options.abandonOnCancel()) {
      return reentry.callIn(token);
    }
    token.runSoon(() -> {
      if (!send(reentry)) {
        reentry.refuse(); // the run has failed, and woken the task by force
      }
    });
    return reentry.await();
  }

  void checkCancelled() {
    RaiseCancel raise = cancellation;
    if (raise != null && raise.exception() instanceof Cancelled cancelled) {
      throw cancelled;
    }
  }

  // ---- the token ------------------------------------------------------------------------------

  /** Gives the limiter's token back; if that fails, the failure takes the outcome's place. */
  private Outcome<T> released(Outcome<T> outcome) {
    try {
      limiter.releaseFor(this);
      return outcome;
    } catch (Throwable failure) {
      if (outcome instanceof Outcome.Failure<T>(Throwable error) && error != failure) {
        failure.addSuppressed(error);
      }
      return new Outcome.Failure<>(failure);
    }
  }

  @Override
  public String toString() {
    return "ThreadCall[" + name + "]";
  }
}
