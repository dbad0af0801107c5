package org.terzetto.scheduler;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * One call of {@code Terzetto.blocking}. Cancellation reaches the code inside as an interruption of
 * its thread, repeated for as long as the code blocks again; an exception that tells of it becomes
 * the cancellation that caused it.
 *
 * <p>Thread safety: in portable mode the code inside runs beside the loop, so the flags are guarded
 * by this object.
 */
final class BlockingRegion implements AbortHandler {
  private final TaskImpl<?> task;
  private final Thread thread;
  private boolean inside = true;
  private @Nullable RaiseCancel cancellation;

  private BlockingRegion(TaskImpl<?> task) {
    this.task = task;
    this.thread = task.thread();
  }

  static <T extends @Nullable Object, X extends Exception> T run(
      TaskImpl<?> task, BlockingCall<T, X> call) throws X, InterruptedException {
    task.checkpointIfCancelled();
    BlockingRegion region = new BlockingRegion(task);
    return task.parkOutside(region, () -> region.callAndTranslate(call));
  }

  private <T extends @Nullable Object, X extends Exception> T callAndTranslate(
      BlockingCall<T, X> call) throws X, InterruptedException {
    try {
      return LocalValues.callOutside(task, call);
    } catch (Throwable failure) {
      boolean stillInterrupted = leave();
      RaiseCancel cause = cancellation;
      if (cause != null && tellsOfInterruption(failure, stillInterrupted)) {
        throw Throwing.as(translated(cause, failure));
      }
      throw Throwing.as(failure);
    } finally {
      leave();
    }
  }

  private static Throwable translated(RaiseCancel cause, Throwable failure) {
    return cause instanceof Cancellation cancelled
        ? cancelled.exception(failure)
        : cause.exception();
  }

  /** A socket says so by an IOException of any kind, with the thread's flag still set. */
  private static boolean tellsOfInterruption(Throwable failure, boolean stillInterrupted) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          || t instanceof InterruptedIOException
          || (stillInterrupted && t instanceof IOException)) {
        return true;
      }
    }
    return false;
  }

  /** From here on nobody interrupts; true if the thread still was. */
  private synchronized boolean leave() {
    boolean wasInside = inside;
    inside = false;
    return wasInside && cancellation != null && Thread.interrupted();
  }

  @Override
  public Abort abort(RaiseCancel newCancellation) {
    boolean first;
    synchronized (this) {
      first = cancellation == null;
      cancellation = newCancellation;
    }
    interrupt();
    if (first) {
      task.interruptAgainWhenBlocked(this);
    }
    return Abort.FAILED;
  }

  /** Interrupts the code inside, if it is still inside; true if so. */
  synchronized boolean interrupt() {
    if (inside) {
      thread.interrupt();
    }
    return inside;
  }

  synchronized boolean isInside() {
    return inside;
  }

  /**
   * Called with the turn, when the code may have blocked again: nothing to do under a new shield.
   */
  boolean interruptIfStillCancelled() {
    return cancellation != null
        && isInside() // or else the task may have ended
        && task.scope().isEffectivelyCancelled()
        && interrupt();
  }
}
