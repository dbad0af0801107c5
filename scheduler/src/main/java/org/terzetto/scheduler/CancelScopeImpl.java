package org.terzetto.scheduler;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelReason;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;

/**
 * A cancel scope: its life from the making to the leaving, its deadline, and the calls that cancel
 * it. What these mean for the scopes and tasks below is {@link ScopeNode}'s business.
 */
final class CancelScopeImpl extends ScopeNode {
  private static final long NO_TIMEOUT = -1;

  /**
   * How many scopes of one task go onto a stack before it is put aside. They and what is between
   * them should fill a small part of it only; a hundredth of the price of that is no burden.
   */
  private static final int SCOPES_ON_A_STACK = 64;

  /** A recursion without an end should not end with the heap. */
  private static final int MOST_SCOPES = 1_000_000;

  private enum Life {
    UNENTERED,
    ACTIVE,
    LEFT
  }

  private Life life = Life.UNENTERED;
  private boolean caught;

  /** Whether the deadline is the end of the grace of a shutdown. */
  private boolean deadlineEndsGrace;

  private long timeout = NO_TIMEOUT;
  private int deadlineSlot = Deadlines.ABSENT;

  CancelScopeImpl(boolean endsAtShutdown) {
    this.endsAtShutdown = endsAtShutdown;
  }

  boolean isCancelRequested() {
    return cancelCalled;
  }

  // ---- entering and leaving -------------------------------------------------------------------

  @Override
  protected void enter() {
    TaskImpl<?> task = RunKernel.requireTask();
    if (life != Life.UNENTERED) {
      throw new IllegalStateException(
          "a cancel scope is entered once, and this one has been entered by task '"
              + (owner == null ? "?" : owner.name())
              + "'; make a new scope for each block");
    }
    enter(task);
  }

  /** Becomes the innermost scope of {@code task}. */
  void enter(TaskImpl<?> task) {
    int newDepth = task.hasScope() && task.scope().owner == task ? task.scope().depth + 1 : 1;
    makeRoom(task, newDepth);
    depth = newDepth;
    life = Life.ACTIVE;
    owner = task;
    if (timeout != NO_TIMEOUT) {
      deadline = LoopTime.saturatedSum(task.runner.clock.nanoTime(), timeout);
    }
    if (shutdown != null) {
      limitToGrace(shutdown.graceNanos());
    }
    if (task.hasScope()) {
      link(task.scope());
    }
    task.moveToScope(this);
    if (deadline != Long.MAX_VALUE && !cancelCalled) {
      watchDeadline(task.runner);
    }
    refresh();
  }

  /** Nested scopes do not fill the stack: every now and then it is put aside. */
  private static void makeRoom(TaskImpl<?> task, int depth) {
    if (depth > MOST_SCOPES) {
      throw new StackOverflowError(
          "task '" + task.name() + "' has entered " + MOST_SCOPES + " scopes inside each other");
    }
    if (depth % SCOPES_ON_A_STACK == 0) {
      task.putStackAside();
    }
  }

  private void watchDeadline(Runner runner) {
    if (deadline <= runner.clock.nanoTime()) {
      cancelCalled = true;
      adopt(whyExpired());
    } else {
      runner.deadlines.schedule(this, deadline);
    }
  }

  @Override
  protected void exit(@Nullable Throwable failure) {
    Throwable rest = leave(failure);
    if (rest != null) {
      throw Throwing.as(rest);
    }
  }

  /** Leaves the scope; returns what is left of {@code failure} once this scope took its share. */
  @Nullable Throwable leave(@Nullable Throwable failure) {
    TaskImpl<?> task = owner();
    while (task.scope() != this) {
      ((CancelScopeImpl) task.scope()).detach(task); // an Error cut its leaving short
    }
    if (hasChildren()) {
      throw new AssertionError("a task is left inside of a scope; nurseries should prevent that");
    }
    Throwable rest = failure;
    if (isEffectivelyCancelled() && !parentCancellationIsVisible()) {
      if (failure != null) {
        rest = absorb(failure);
      }
      if (task.runner.debug && delivered && !caught) {
        DebugReports.swallowed(this, task);
      }
    }
    detach(task);
    return rest;
  }

  private void detach(TaskImpl<?> task) {
    ScopeNode outer = parent;
    task.runner.deadlines.remove(this);
    task.moveToScope(outer);
    if (outer != null) {
      unlink(outer);
    }
    life = Life.LEFT;
  }

  private @Nullable Throwable absorb(Throwable failure) {
    if (failure instanceof Cancelled) {
      caught = true;
      return null;
    }
    if (failure instanceof ExceptionGroup group) {
      ExceptionGroup.Split split = group.split(Cancelled.class);
      caught = split.matching().isPresent();
      return caught ? split.rest().orElse(null) : group;
    }
    return failure;
  }

  // ---- cancelling -----------------------------------------------------------------------------

  @Override
  protected void cancelWith(@Nullable String reason) {
    requireTurn();
    if (!cancelCalled) {
      cancel(new CancelReason(CancelSource.EXPLICIT, reason, caller()));
    }
  }

  /** The name of the task that calls, if it is one. */
  private static @Nullable String caller() {
    Runner run = RunRegistry.current();
    TaskImpl<?> by = run == null ? null : run.currentTask;
    return by == null ? null : by.name();
  }

  void cancel(CancelReason reason) {
    cancel(new Cancellation(reason));
  }

  private void cancel(Cancellation why) {
    if (cancelCalled) {
      return;
    }
    cancelCalled = true;
    adopt(why);
    if (life == Life.ACTIVE) {
      owner().runner.deadlines.remove(this);
      refresh();
    }
  }

  /** The deadline has passed. */
  @Override
  public void expired() {
    cancel(whyExpired());
  }

  private Cancellation whyExpired() {
    return deadlineEndsGrace && shutdown != null
        ? shutdown.cancellation()
        : new Cancellation(new CancelReason(CancelSource.DEADLINE, null, null));
  }

  // ---- shutting down --------------------------------------------------------------------------

  @Override
  protected void shutdownWith(Duration grace, @Nullable String reason) {
    long nanos = Shutdown.graceNanos(grace);
    requireTurn();
    shutDown(nanos, new CancelReason(CancelSource.SHUTDOWN, reason, caller()));
  }

  void shutDown(long graceNanos, CancelReason reason) {
    if (cancelCalled) {
      return;
    }
    shutdown =
        shutdown == null
            ? new Shutdown(new Cancellation(reason), graceNanos)
            : shutdown.shortenedTo(graceNanos);
    if (graceNanos == 0) {
      cancel(shutdown.cancellation());
    } else if (life == Life.ACTIVE) {
      limitToGrace(graceNanos);
      refresh();
    }
  }

  /** The grace ends where the deadline is, if that comes first. */
  private void limitToGrace(long graceNanos) {
    long end = LoopTime.saturatedSum(owner().runner.clock.nanoTime(), graceNanos);
    if (end < deadline) {
      deadlineEndsGrace = true;
      moveDeadline(end);
    }
  }

  @Override
  public boolean shutdownCalled() {
    return shutdown != null || cancelCalled();
  }

  // ---- properties -----------------------------------------------------------------------------

  @Override
  public boolean cancelCalled() {
    if (!cancelCalled && life != Life.LEFT && isOverdue(RunRegistry.current())) {
      expired();
    }
    return cancelCalled;
  }

  /** By the clock of its own run, which whoever asks must be in. */
  private boolean isOverdue(@Nullable Runner run) {
    return run != null
        && (owner == null || owner.runner == run)
        && deadline <= run.clock.nanoTime();
  }

  @Override
  public boolean cancelledCaught() {
    return caught;
  }

  @Override
  public LoopTime deadline() {
    if (timeout != NO_TIMEOUT && life == Life.UNENTERED) {
      throw new IllegalStateException(
          "this scope has a timeout; its deadline is known once it has been entered");
    }
    return new LoopTime(deadline);
  }

  @Override
  public void deadline(LoopTime newDeadline) {
    Objects.requireNonNull(newDeadline, "deadline");
    requireTurn();
    if (timeout != NO_TIMEOUT && life == Life.UNENTERED) {
      throw new IllegalStateException(
          "this scope has a timeout; set a deadline once it has been entered, or make the scope"
              + " with CancelScope.withDeadline");
    }
    moveDeadline(newDeadline.nanos());
  }

  private void moveDeadline(long newDeadline) {
    deadline = newDeadline;
    if (life != Life.ACTIVE || cancelCalled) {
      return;
    }
    Runner runner = owner().runner;
    if (newDeadline == Long.MAX_VALUE) {
      runner.deadlines.remove(this);
    } else {
      runner.deadlines.schedule(this, newDeadline);
    }
    runner.reconsiderWait();
  }

  @Override
  public Optional<Duration> timeout() {
    if (life != Life.UNENTERED) {
      return deadline == Long.MAX_VALUE
          ? Optional.empty()
          : Optional.of(
              new LoopTime(deadline).since(new LoopTime(RunKernel.requireRun().clock.nanoTime())));
    }
    if (deadline != Long.MAX_VALUE) {
      throw new IllegalStateException(
          "this scope has an absolute deadline; the time left is known once it has been entered");
    }
    return timeout == NO_TIMEOUT ? Optional.empty() : Optional.of(Duration.ofNanos(timeout));
  }

  @Override
  public void timeout(Duration newTimeout) {
    long nanos = LoopTime.saturatedNanos(newTimeout);
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "timeout is " + newTimeout + "; it must be zero or more (use a deadline for the past)");
    }
    requireTurn();
    if (life != Life.UNENTERED) {
      moveDeadline(LoopTime.saturatedSum(RunKernel.requireRun().clock.nanoTime(), nanos));
    } else if (deadline != Long.MAX_VALUE) {
      throw new IllegalStateException(
          "this scope has an absolute deadline; a scope has one or the other");
    } else {
      timeout = nanos;
    }
  }

  @Override
  public boolean shield() {
    return shield;
  }

  @Override
  public void shield(boolean newShield) {
    requireTurn();
    shield = newShield;
    if (life == Life.ACTIVE) {
      refresh();
    }
  }

  /** A scope that was entered belongs to one run; before that, to whoever made it. */
  private void requireTurn() {
    StackRoom.require();
    if (owner != null) {
      owner.runner.requireTurn();
    }
  }

  @Override
  public int deadlineSlot() {
    return deadlineSlot;
  }

  @Override
  public void deadlineSlot(int slot) {
    deadlineSlot = slot;
  }

  @Override
  public String toString() {
    return "CancelScope["
        + life
        + (cancelCalled ? ", cancelled" : shutdown != null ? ", shutting down" : "")
        + (shield ? ", shielded" : "")
        + (deadline == Long.MAX_VALUE ? "" : ", deadline " + new LoopTime(deadline))
        + "]";
  }
}
