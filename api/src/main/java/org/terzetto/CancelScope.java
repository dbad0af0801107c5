package org.terzetto;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.CancelScopeBase;
import org.terzetto.internal.Kernels;

/**
 * A unit of work that can be cancelled: by a call, or by a deadline. While it is cancelled, every
 * checkpoint inside throws {@link Cancelled}; the scope takes that in where its block ends, and the
 * program goes on behind it.
 *
 * <p>A scope is entered once, through {@link #run} or {@link #call}. It may be made ahead,
 * cancelled, given a deadline or shielded before that, and by other tasks.
 *
 * <p>Thread safety: belongs to its run. Other threads cancel through {@link
 * org.terzetto.lowlevel.RunToken#runSoon}.
 */
public abstract sealed class CancelScope permits CancelScopeBase {
  /** For the scheduler. */
  protected CancelScope() {}

  /**
   * A scope without a deadline.
   *
   * @return a scope to be entered later
   */
  public static CancelScope create() {
    return Kernels.get().newScope(false);
  }

  /**
   * A scope with an absolute deadline; it may lie in the past.
   *
   * @param deadline on the clock of the run in which it will be entered
   * @return a scope to be entered later
   */
  public static CancelScope withDeadline(LoopTime deadline) {
    CancelScope scope = create();
    scope.deadline(deadline);
    return scope;
  }

  /**
   * A scope whose deadline is counted from the moment it is entered.
   *
   * @param timeout how long the block may take
   * @return a scope to be entered later
   * @throws IllegalArgumentException if negative
   */
  public static CancelScope withTimeout(Duration timeout) {
    CancelScope scope = create();
    scope.timeout(timeout);
    return scope;
  }

  /**
   * Runs {@code body} and, when the time is over, goes on behind it.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param timeout how long the body may take, counted from now
   * @param body the block
   * @param <X> what the body throws
   * @return the scope: {@link #cancelledCaught} tells whether the body was cut short
   * @throws X what the body threw
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> CancelScope moveOnAfter(Duration timeout, ScopeBody<X> body)
      throws X, InterruptedException {
    CancelScope scope = withTimeout(timeout);
    scope.run(body);
    return scope;
  }

  /**
   * Like {@link #moveOnAfter}, with an absolute deadline.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param deadline when to cut the body short
   * @param body the block
   * @param <X> what the body throws
   * @return the scope: {@link #cancelledCaught} tells whether the body was cut short
   * @throws X what the body threw
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> CancelScope moveOnAt(LoopTime deadline, ScopeBody<X> body)
      throws X, InterruptedException {
    CancelScope scope = withDeadline(deadline);
    scope.run(body);
    return scope;
  }

  /**
   * Runs {@code body} and fails if it takes too long.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param timeout how long the body may take, counted from now
   * @param body the block
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws TooSlowException if the body was cut short
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> void failAfter(Duration timeout, ScopeBody<X> body)
      throws X, TooSlowException, InterruptedException {
    moveOnAfter(timeout, body).requireNotCaught("its limit of " + timeout);
  }

  /**
   * Like {@link #failAfter}, with an absolute deadline.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param deadline when to cut the body short
   * @param body the block
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws TooSlowException if the body was cut short
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> void failAt(LoopTime deadline, ScopeBody<X> body)
      throws X, TooSlowException, InterruptedException {
    moveOnAt(deadline, body).requireNotCaught("its deadline at " + deadline);
  }

  /**
   * Like {@link #moveOnAfter}, for a body with a result.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param timeout how long the body may take, counted from now
   * @param body the block
   * @param <T> the result
   * @param <X> what the body throws
   * @return the result, or empty if the body was cut short
   * @throws X what the body threw
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <T, X extends Exception> Optional<T> callOrMoveOnAfter(
      Duration timeout, ScopeCall<T, X> body) throws X, InterruptedException {
    return withTimeout(timeout).call(body);
  }

  /**
   * Like {@link #failAfter}, for a body with a result.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param timeout how long the body may take, counted from now
   * @param body the block
   * @param <T> the result
   * @param <X> what the body throws
   * @return the result
   * @throws X what the body threw
   * @throws TooSlowException if the body was cut short
   * @throws IllegalArgumentException if {@code timeout} is negative
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  @SuppressWarnings("NullAway") // null is a T if the body returned null: T may be nullable
  public static <T extends @Nullable Object, X extends Exception> T callOrFailAfter(
      Duration timeout, ScopeCall<T, X> body) throws X, TooSlowException, InterruptedException {
    CancelScope scope = withTimeout(timeout);
    T value = scope.evaluate(body);
    scope.requireNotCaught("its limit of " + timeout);
    return value;
  }

  /**
   * Runs {@code body}, which opts in to graceful shutdown: when a scope around it is told to {@link
   * #shutdown}, or has been already, just this block is cancelled, without waiting for the grace to
   * be over. Use it for what need not be finished: waiting for the next connection, the next
   * request, the next tick. Around {@link Terzetto#sleepForever} it waits for the shutdown itself.
   *
   * <p>A shield between the two keeps the shutdown out.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param body the block
   * @param <X> what the body throws
   * @return the scope of the block: {@link #cancelledCaught} tells whether it was cut short
   * @throws X what the body threw
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <X extends Exception> CancelScope untilShutdown(ScopeBody<X> body)
      throws X, InterruptedException {
    CancelScope scope = Kernels.get().newScope(true);
    scope.run(body);
    return scope;
  }

  /**
   * Like {@link #untilShutdown}, for a body with a result.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param body the block
   * @param <T> the result
   * @param <X> what the body throws
   * @return the result, or empty if the body was cut short
   * @throws X what the body threw
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <T, X extends Exception> Optional<T> callUntilShutdown(ScopeCall<T, X> body)
      throws X, InterruptedException {
    return Kernels.get().newScope(true).call(body);
  }

  /**
   * Whether work should come to its end where this is called: a scope around it, up to the nearest
   * shield, was told to {@link #shutdown}, or is cancelled.
   *
   * @checkpoint never
   * @thread a task of the run
   * @return true from the call of {@code shutdown} on
   * @throws IllegalStateException if called outside a task
   */
  public static boolean isShuttingDown() {
    return Kernels.get().isShuttingDown();
  }

  /**
   * The soonest deadline that applies where this is called: the minimum over the enclosing scopes
   * up to the nearest shield.
   *
   * @checkpoint never
   * @thread a task of the run
   * @return {@link LoopTime#PAST} if already cancelled, {@link LoopTime#NEVER} if there is none
   * @throws IllegalStateException if called outside a task
   */
  public static LoopTime effectiveDeadline() {
    return new LoopTime(Kernels.get().effectiveDeadline());
  }

  /**
   * Enters the scope, runs {@code body} in it, and leaves it. Where the block ends with {@link
   * Cancelled}, or with a group that holds some, and this is the outermost cancelled scope around
   * it, they end here; whatever else there was goes on.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param body the block
   * @param <X> what the body throws
   * @throws X what the body threw
   * @throws IllegalStateException if the scope has been entered before, or if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public final <X extends Exception> void run(ScopeBody<X> body) throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    enter();
    Throwable failure = null;
    try {
      body.run(this);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    exit(failure);
  }

  /**
   * Like {@link #run}, for a body with a result.
   *
   * @checkpoint never by itself
   * @thread a task of the run
   * @param body the block
   * @param <T> the result
   * @param <X> what the body throws
   * @return the result, or empty if the body was cut short by this scope
   * @throws X what the body threw
   * @throws IllegalStateException if the scope has been entered before, or if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public final <T, X extends Exception> Optional<T> call(ScopeCall<T, X> body)
      throws X, InterruptedException {
    return Optional.ofNullable(evaluate(body));
  }

  /** The value of the body, or null if it was cut short. */
  private <T extends @Nullable Object, X extends Exception> @Nullable T evaluate(
      ScopeCall<T, X> body) throws X, InterruptedException {
    Objects.requireNonNull(body, "body");
    enter();
    Throwable failure = null;
    T value = null;
    try {
      value = body.call(this);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    exit(failure);
    return value;
  }

  /**
   * Cancels the scope now. Every task blocked inside is woken; a task that is runnable already
   * finishes its wake-up and is cancelled at its next checkpoint. Repeating it changes nothing.
   *
   * @checkpoint never
   * @thread inside the run
   * @throws WrongThreadException if called from outside the run in which the scope was entered
   */
  public final void cancel() {
    cancelWith(null);
  }

  /**
   * Like {@link #cancel()}, saying why; the first reason a scope was given stays.
   *
   * @checkpoint never
   * @thread inside the run
   * @param reason text for {@link CancelReason}
   * @throws WrongThreadException if called from outside the run in which the scope was entered
   */
  public final void cancel(String reason) {
    cancelWith(Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Tells what is inside to come to its end: at once to whoever opted in, with {@link
   * #untilShutdown} or by asking {@link #isShuttingDown}; everything else may go on until {@code
   * grace} is over, and is cancelled then. Whoever is done earlier ends the scope earlier.
   *
   * <p>The end of the grace is the scope's deadline from now on, unless that comes earlier, and can
   * be moved like it. Repeated calls can shorten the grace; the first reason stays. Does nothing to
   * a scope that is cancelled.
   *
   * @checkpoint never
   * @thread inside the run
   * @param grace how long, from now, or from entry if the scope has not been entered; zero cancels
   *     at once
   * @throws IllegalArgumentException if negative
   * @throws WrongThreadException if called from outside the run in which the scope was entered
   */
  public final void shutdown(Duration grace) {
    shutdownWith(grace, null);
  }

  /**
   * Like {@link #shutdown(Duration)}, saying why.
   *
   * @checkpoint never
   * @thread inside the run
   * @param grace how long, from now, or from entry if the scope has not been entered; zero cancels
   *     at once
   * @param reason text for {@link CancelReason}
   * @throws IllegalArgumentException if {@code grace} is negative
   * @throws WrongThreadException if called from outside the run in which the scope was entered
   */
  public final void shutdown(Duration grace, String reason) {
    shutdownWith(grace, Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Whether this scope was told to shut down, or is cancelled. It never becomes false again.
   *
   * @return true once {@link #shutdown} or {@link #cancel} was called, or the deadline has passed
   */
  public abstract boolean shutdownCalled();

  /**
   * Whether cancellation was asked for, or the deadline has passed. It never becomes false again.
   *
   * @return true once cancelled
   */
  public abstract boolean cancelCalled();

  /**
   * Whether this scope took in a {@link Cancelled} where its block ended.
   *
   * @return true if the block was cut short by this scope
   */
  public abstract boolean cancelledCaught();

  /**
   * The absolute deadline.
   *
   * @return {@link LoopTime#NEVER} if there is none
   * @throws IllegalStateException if the scope has a timeout and has not been entered: what it will
   *     be is not known yet
   */
  public abstract LoopTime deadline();

  /**
   * Moves the deadline. A moment in the past cancels by the next pass of the loop; moving it into
   * the future does not undo a cancellation.
   *
   * @checkpoint never
   * @thread inside the run
   * @param deadline on the run's clock
   * @throws IllegalStateException if the scope has a timeout and has not been entered
   * @throws WrongThreadException if the scope has been entered, and the caller does not have the
   *     turn of its run
   */
  public abstract void deadline(LoopTime deadline);

  /**
   * The timeout of a scope not yet entered; afterwards the time that is left, negative when over.
   *
   * @return the time left; empty if there is no limit
   * @throws IllegalStateException if the scope has an absolute deadline and has not been entered;
   *     or if it has been, and this is called outside a run
   */
  public abstract Optional<Duration> timeout();

  /**
   * Sets the timeout that will count from entry; once entered, moves the deadline to this long from
   * now.
   *
   * @checkpoint never
   * @thread inside the run
   * @param timeout how long
   * @throws IllegalArgumentException if negative
   * @throws IllegalStateException if the scope has an absolute deadline and has not been entered
   * @throws WrongThreadException if the scope has been entered, and the caller does not have the
   *     turn of its run
   */
  public abstract void timeout(Duration timeout);

  /**
   * Whether cancellation of outer scopes is kept out.
   *
   * @return true if shielded
   */
  public abstract boolean shield();

  /**
   * Keeps cancellation of outer scopes out, or lets it in again, at once. The scope's own
   * cancellation and deadline work either way.
   *
   * @checkpoint never
   * @thread inside the run
   * @param shield true to keep it out
   * @throws WrongThreadException if the scope has been entered, and the caller does not have the
   *     turn of its run
   */
  public abstract void shield(boolean shield);

  /** Makes this the current task's innermost scope. */
  protected abstract void enter();

  /** Leaves the scope; throws what is left of {@code failure} once this scope took its share. */
  protected abstract void exit(@Nullable Throwable failure);

  /** Both forms of {@code cancel}. */
  protected abstract void cancelWith(@Nullable String reason);

  /** Both forms of {@code shutdown}. */
  protected abstract void shutdownWith(Duration grace, @Nullable String reason);

  /** The only maker of {@link Cancelled}; out of reach for users, since this class is sealed. */
  protected static Cancelled newCancelled(
      CancelReason reason, @Nullable Throwable cause, boolean withStackTrace) {
    return new Cancelled(reason, cause, withStackTrace);
  }

  private void requireNotCaught(String limit) throws TooSlowException {
    if (cancelledCaught()) {
      throw new TooSlowException("the block exceeded " + limit);
    }
  }
}
