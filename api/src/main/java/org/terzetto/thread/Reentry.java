package org.terzetto.thread;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunFinishedException;
import org.terzetto.TaskCall;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Outcome;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.lowlevel.TaskContext;

/**
 * A function that a thread wants to have called inside a run, while it waits for the outcome.
 *
 * <p>Thread safety: made and awaited by the thread, performed by the run; the reply joins the two.
 */
final class Reentry<R extends @Nullable Object> {
  private final TaskCall<R> function;
  private final boolean suspends;
  private final String name;
  private final TaskContext context = TaskContext.capture();
  private final CompletableFuture<Outcome<R>> reply = new CompletableFuture<>();

  /** The author is the object by which the function is named. */
  Reentry(TaskCall<R> function, boolean suspends, Object author) {
    this.function = function;
    this.suspends = suspends;
    this.name =
        Functions.nameOf(author) + " from thread '" + Thread.currentThread().getName() + "'";
  }

  // ---- the thread -----------------------------------------------------------------------------

  /** Has the function called by nobody in particular, and waits. */
  <X extends Exception> R callIn(RunToken token) throws X {
    token.runSoon(suspends ? this::spawn : this::perform);
    return await();
  }

  /**
   * Waits whatever happens: the function is under way, and its outcome must not be lost. What X is
   * follows from the function that the user gave.
   */
  @SuppressWarnings("unchecked")
  <X extends Exception> R await() throws X {
    try {
      return reply.join().get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw (X) e;
    }
  }

  // ---- the run --------------------------------------------------------------------------------

  void perform() {
    reply.complete(Outcome.of(() -> context.<R, Exception>call(function::call)));
  }

  void refuse() {
    RunFinishedException refusal =
        new RunFinishedException("the run is about to end; nothing can be started in it any more");
    reply.complete(new Outcome.Failure<>(refusal));
  }

  private void spawn() {
    try {
      SystemTasks.spawn(name, this::live);
    } catch (IllegalStateException closedDown) {
      refuse();
    }
  }

  private void live() throws InterruptedException {
    perform();
    // A Cancelled has gone to the thread, but the system tasks' scope expects one too, and reports
    // in debug mode that somebody has swallowed it.
    Checkpoints.checkpointIfCancelled();
  }
}
