package org.terzetto.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.Checkpoints;

/** What all share that is taken, held for a while and given back. */
abstract sealed class Acquirable permits OwnedLock, Semaphore, Condition, CapacityLimiter {
  Acquirable() {}

  /**
   * {@link Lock#acquire} and its likes.
   *
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public abstract void acquire() throws InterruptedException;

  /** {@link Lock#release} and its likes. */
  public abstract void release();

  /**
   * Acquires, runs {@code body}, and releases, however the body ends.
   *
   * @checkpoint before {@code body}, always; never behind it
   * @thread a task of the run
   * @param body what to do meanwhile
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws org.terzetto.Cancelled if cancelled; if that was before the body, it has not run
   * @throws org.terzetto.BrokenResourceException as {@code acquire}
   * @throws IllegalStateException as {@code acquire} and {@code release}
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public final <X extends Exception> void use(GuardedBody<X> body) throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    this.<@Nullable Void, X>use(() -> {
      body.run();
      return null;
    });
  }

  /**
   * Like the other form, for a body with a result.
   *
   * @checkpoint before {@code body}, always; never behind it
   * @thread a task of the run
   * @param body what to do meanwhile
   * @param <T> the result
   * @param <X> what the body throws
   * @return what the body returned
   * @throws X what the body threw
   * @throws org.terzetto.Cancelled if cancelled; if that was before the body, it has not run
   * @throws org.terzetto.BrokenResourceException as {@code acquire}
   * @throws IllegalStateException as {@code acquire} and {@code release}
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public final <T extends @Nullable Object, X extends Exception> T use(GuardedCall<T, X> body)
      throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    acquire();
    T result;
    try {
      result = body.call();
    } catch (Throwable failure) {
      try {
        release();
      } catch (Throwable second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
    release();
    return result;
  }

  /**
   * The schedule point of an acquisition that did not wait. It always lets the others run, budget
   * or not: they queue up behind the holder, so that tasks which take turns keep their order for
   * ever (SYN-5). Holds what it has acquired, or nothing if this throws.
   */
  final void letOthersRun() throws InterruptedException {
    try {
      Checkpoints.cancelShieldedCheckpoint();
    } catch (Throwable failure) {
      release();
      throw failure;
    }
  }
}
