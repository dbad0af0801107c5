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
import org.terzetto.internal.CancelScopeBase;

/**
 * A cancel scope, and a node of the tree of scopes entered and not yet left.
 *
 * <p>A scope is <em>effectively cancelled</em> if it was cancelled itself, or its parent is
 * effectively cancelled and it is not shielded. The answer is kept in each node, so that a
 * checkpoint reads one field; whatever can change it (cancel, shield, entry, a move by {@code
 * started}) brings the subtree up to date and wakes the tasks that it reaches. The walk follows the
 * tree's own links: no recursion and no allocation, however deep the tree is.
 */
final class CancelScopeImpl extends CancelScopeBase implements Deadlines.Entry {
  private static final long NO_TIMEOUT = -1;

  private enum Life {
    UNENTERED,
    ACTIVE,
    LEFT
  }

  private Life life = Life.UNENTERED;
  private boolean shield;
  private boolean cancelCalled;
  private boolean caught;
  private boolean effectivelyCancelled;

  /** Set in debug mode once this scope's cancellation was thrown somewhere. */
  private boolean delivered;

  private long deadline = Long.MAX_VALUE;
  private long timeout = NO_TIMEOUT;
  private int heapIndex = Deadlines.ABSENT;
  private @Nullable Cancellation cancellation;

  // The tree. Set while active.
  private @Nullable TaskImpl<?> owner;
  private @Nullable CancelScopeImpl parent;
  private @Nullable CancelScopeImpl firstChild;
  private @Nullable CancelScopeImpl nextSibling;
  private @Nullable CancelScopeImpl previousSibling;
  private @Nullable TaskImpl<?> firstTask;

  boolean isEffectivelyCancelled() {
    return effectivelyCancelled;
  }

  boolean isCancelRequested() {
    return cancelCalled;
  }

  /** Why, for a scope that is effectively cancelled. */
  Cancellation cancellation() {
    return Objects.requireNonNull(cancellation, "a cancelled scope has a reason");
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
    life = Life.ACTIVE;
    owner = task;
    if (timeout != NO_TIMEOUT) {
      deadline = saturatedSum(task.runner.clock.nanoTime(), timeout);
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

  private void watchDeadline(Runner runner) {
    if (deadline <= runner.clock.nanoTime()) {
      cancelCalled = true;
      adopt(new Cancellation(new CancelReason(CancelSource.DEADLINE, null, null)));
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
    if (task.scope() != this || firstChild != null) {
      throw new AssertionError("the stack of scopes is corrupted; lambdas should prevent that");
    }
    task.runner.deadlines.remove(this);
    Throwable rest = failure;
    if (effectivelyCancelled && !parentCancellationIsVisible()) {
      if (failure != null) {
        rest = absorb(failure);
      }
      if (task.runner.debug && delivered && !caught) {
        DebugReports.swallowed(this, task);
      }
    }
    CancelScopeImpl outer = parent;
    task.moveToScope(outer);
    if (outer != null) {
      unlink(outer);
    }
    life = Life.LEFT;
    return rest;
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

  private boolean parentCancellationIsVisible() {
    return parent != null && !shield && parent.effectivelyCancelled;
  }

  private TaskImpl<?> owner() {
    return Objects.requireNonNull(owner, "an entered scope has an owner");
  }

  // ---- cancelling -----------------------------------------------------------------------------

  @Override
  protected void cancelWith(@Nullable String reason) {
    requireTurn();
    if (cancelCalled) {
      return;
    }
    Runner run = RunRegistry.current();
    TaskImpl<?> by = run == null ? null : run.currentTask;
    cancel(new CancelReason(CancelSource.EXPLICIT, reason, by == null ? null : by.name()));
  }

  void cancel(CancelReason reason) {
    if (cancelCalled) {
      return;
    }
    cancelCalled = true;
    if (cancellation == null) {
      cancellation = new Cancellation(reason);
    }
    if (life == Life.ACTIVE) {
      owner().runner.deadlines.remove(this);
      refresh();
    }
  }

  private void adopt(Cancellation reason) {
    if (cancellation == null) {
      cancellation = reason;
    }
  }

  /** The deadline has passed. */
  @Override
  public void expired() {
    cancel(new CancelReason(CancelSource.DEADLINE, null, null));
  }

  /** Brings this subtree up to date, and wakes the sleeping tasks that are newly cancelled. */
  private void refresh() {
    CancelScopeImpl node = this;
    while (true) {
      if (node.refreshSelf() && node.firstChild != null) {
        node = node.firstChild;
        continue;
      }
      while (node != this && node.nextSibling == null) {
        node = Objects.requireNonNull(node.parent, "a node below another has a parent");
      }
      if (node == this) {
        return;
      }
      node = Objects.requireNonNull(node.nextSibling);
    }
  }

  /** True if the answer changed. */
  private boolean refreshSelf() {
    boolean now = cancelCalled || parentCancellationIsVisible();
    if (now == effectivelyCancelled) {
      return false;
    }
    effectivelyCancelled = now;
    if (now) {
      if (parent != null && parent.cancellation != null) {
        adopt(parent.cancellation);
      }
      abortTasks();
    }
    return true;
  }

  private void abortTasks() {
    // An abort handler may spawn (at the head of the list), but cannot end tasks or leave scopes.
    for (TaskImpl<?> task = firstTask; task != null; task = task.nextInScope) {
      task.attemptAbort(cancellation());
    }
  }

  /** In debug mode: a checkpoint is about to throw this scope's cancellation. */
  void noteDelivery() {
    CancelScopeImpl node = this;
    while (node != null) {
      node.delivered = true;
      if (!node.parentCancellationIsVisible()) {
        return;
      }
      node = node.parent;
    }
  }

  // ---- the tree -------------------------------------------------------------------------------

  private void link(CancelScopeImpl outer) {
    parent = outer;
    nextSibling = outer.firstChild;
    if (nextSibling != null) {
      nextSibling.previousSibling = this;
    }
    outer.firstChild = this;
  }

  private void unlink(CancelScopeImpl outer) {
    if (previousSibling != null) {
      previousSibling.nextSibling = nextSibling;
    } else {
      outer.firstChild = nextSibling;
    }
    if (nextSibling != null) {
      nextSibling.previousSibling = previousSibling;
    }
    parent = null;
    nextSibling = null;
    previousSibling = null;
  }

  void addTask(TaskImpl<?> task) {
    task.previousInScope = null;
    task.nextInScope = firstTask;
    if (firstTask != null) {
      firstTask.previousInScope = task;
    }
    firstTask = task;
  }

  void removeTask(TaskImpl<?> task) {
    if (task.previousInScope != null) {
      task.previousInScope.nextInScope = task.nextInScope;
    } else {
      firstTask = task.nextInScope;
    }
    if (task.nextInScope != null) {
      task.nextInScope.previousInScope = task.previousInScope;
    }
  }

  /**
   * Moves everything below this scope, but for the task that owns it, under {@code target}: the
   * second half of {@code started}. Whoever is cancelled there is woken at once.
   */
  void moveContentsTo(CancelScopeImpl target) {
    while (firstChild != null) {
      CancelScopeImpl child = firstChild;
      child.unlink(this);
      child.link(target);
      child.refresh();
    }
    TaskImpl<?> task = firstTask;
    while (task != null) {
      TaskImpl<?> next = task.nextInScope;
      if (task != owner) {
        task.moveToScope(target);
        if (target.effectivelyCancelled) {
          task.attemptAbort(target.cancellation());
        }
      }
      task = next;
    }
  }

  /** The soonest deadline up to the nearest shield; {@link Long#MIN_VALUE} if cancelled. */
  long soonestDeadline() {
    if (effectivelyCancelled) {
      return Long.MIN_VALUE;
    }
    long soonest = Long.MAX_VALUE;
    for (CancelScopeImpl node = this; node != null; node = node.shield ? null : node.parent) {
      soonest = Math.min(soonest, node.deadline);
    }
    return soonest;
  }

  // ---- properties -----------------------------------------------------------------------------

  @Override
  public boolean cancelCalled() {
    Runner run = RunRegistry.current();
    if (!cancelCalled && life != Life.LEFT && run != null && deadline <= run.clock.nanoTime()) {
      expired();
    }
    return cancelCalled;
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
      moveDeadline(saturatedSum(RunKernel.requireRun().clock.nanoTime(), nanos));
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
    if (owner != null) {
      owner.runner.requireTurn();
    }
  }

  @Override
  public int heapIndex() {
    return heapIndex;
  }

  @Override
  public void heapIndex(int index) {
    heapIndex = index;
  }

  static long saturatedSum(long now, long nanos) {
    long sum = now + nanos;
    return sum < now ? Long.MAX_VALUE : sum;
  }

  @Override
  public String toString() {
    return "CancelScope["
        + life
        + (cancelCalled ? ", cancelled" : "")
        + (shield ? ", shielded" : "")
        + (deadline == Long.MAX_VALUE ? "" : ", deadline " + new LoopTime(deadline))
        + "]";
  }
}
