package org.terzetto.scheduler;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.internal.CancelScopeBase;

/**
 * A scope's place in the tree of scopes entered and not yet left, and what reaches it from above.
 *
 * <p>A scope is <em>effectively cancelled</em> if it was cancelled itself, or its parent is
 * effectively cancelled and it is not shielded. With <em>shutting down</em>, the milder degree, it
 * is the same, and whatever is cancelled is shutting down too. Both answers are kept in each node,
 * so that a checkpoint reads one field; whatever can change them (cancel, shutdown, shield, entry,
 * a move by {@code started}) brings the subtree up to date and wakes the tasks that it reaches. The
 * walk follows the tree's own links: no recursion and no allocation, however deep the tree is.
 */
abstract class ScopeNode extends CancelScopeBase implements Deadlines.Entry {
  // What was asked of this scope itself.
  boolean shield;
  boolean cancelCalled;

  /** Whether this is a soft scope, the block of {@code untilShutdown}. */
  boolean endsAtShutdown;

  long deadline = Long.MAX_VALUE;
  @Nullable Shutdown shutdown;

  // What holds here, all things considered.
  private boolean effectivelyCancelled;
  private boolean effectivelyShuttingDown;
  @Nullable Cancellation cancellation;

  /** Set in debug mode once this scope's cancellation was thrown somewhere. */
  boolean delivered;

  // The tree. Set while active.
  @Nullable TaskImpl<?> owner;

  /** How many scopes the owner has entered and not left, with this one. */
  int depth;

  @Nullable ScopeNode parent;
  private @Nullable ScopeNode firstChild;
  private @Nullable ScopeNode nextSibling;
  private @Nullable ScopeNode previousSibling;
  private @Nullable TaskImpl<?> firstTask;

  final boolean isEffectivelyCancelled() {
    return effectivelyCancelled;
  }

  final boolean isEffectivelyShuttingDown() {
    return effectivelyShuttingDown;
  }

  /** Why, for a scope that is effectively cancelled. */
  final Cancellation cancellation() {
    return Objects.requireNonNull(cancellation, "a cancelled scope has a reason");
  }

  /** The first reason stays. */
  final void adopt(Cancellation reason) {
    if (cancellation == null) {
      cancellation = reason;
    }
  }

  final TaskImpl<?> owner() {
    return Objects.requireNonNull(owner, "an entered scope has an owner");
  }

  final boolean parentCancellationIsVisible() {
    return parent != null && !shield && parent.effectivelyCancelled;
  }

  // ---- bringing the tree up to date -----------------------------------------------------------

  /** Brings this subtree up to date, and wakes the sleeping tasks that are newly cancelled. */
  final void refresh() {
    ScopeNode node = this;
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

  /** True if one of the answers changed. */
  private boolean refreshSelf() {
    boolean shuttingDown = cancelCalled || shutdown != null || parentShutdownIsVisible();
    boolean cancelled = cancelCalled || parentCancellationIsVisible();
    if (endsAtShutdown && shuttingDown && !cancelled) {
      endSoftly();
      cancelled = true;
    }
    if (cancelled == effectivelyCancelled && shuttingDown == effectivelyShuttingDown) {
      return false;
    }
    boolean newlyCancelled = cancelled && !effectivelyCancelled;
    effectivelyCancelled = cancelled;
    effectivelyShuttingDown = shuttingDown;
    if (newlyCancelled) {
      if (parent != null && parent.cancellation != null) {
        adopt(parent.cancellation);
      }
      abortTasks();
    }
    return true;
  }

  private boolean parentShutdownIsVisible() {
    return parent != null && !shield && parent.effectivelyShuttingDown;
  }

  /** A shutdown has reached a soft scope: for it that counts as a call of cancel. */
  private void endSoftly() {
    ScopeNode told = this;
    while (told.shutdown == null) {
      told = Objects.requireNonNull(told.parent, "somebody above was told to shut down");
    }
    cancelCalled = true;
    adopt(told.shutdown.cancellation());
    owner().runner.deadlines.remove(this);
  }

  private void abortTasks() {
    // An abort handler may spawn (at the head of the list), but cannot end tasks or leave scopes.
    for (TaskImpl<?> task = firstTask; task != null; task = task.nextInScope) {
      task.attemptAbort(cancellation());
    }
  }

  /** In debug mode: a checkpoint is about to throw this scope's cancellation. */
  final void noteDelivery() {
    ScopeNode node = this;
    while (node != null) {
      node.delivered = true;
      if (!node.parentCancellationIsVisible()) {
        return;
      }
      node = node.parent;
    }
  }

  /** The soonest deadline up to the nearest shield; {@link Long#MIN_VALUE} if cancelled. */
  final long soonestDeadline() {
    if (effectivelyCancelled) {
      return Long.MIN_VALUE;
    }
    long soonest = Long.MAX_VALUE;
    for (ScopeNode node = this; node != null; node = node.shield ? null : node.parent) {
      soonest = Math.min(soonest, node.deadline);
    }
    return soonest;
  }

  // ---- links ----------------------------------------------------------------------------------

  final boolean hasChildren() {
    return firstChild != null;
  }

  final void link(ScopeNode outer) {
    parent = outer;
    nextSibling = outer.firstChild;
    if (nextSibling != null) {
      nextSibling.previousSibling = this;
    }
    outer.firstChild = this;
  }

  final void unlink(ScopeNode outer) {
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

  final void addTask(TaskImpl<?> task) {
    task.previousInScope = null;
    task.nextInScope = firstTask;
    if (firstTask != null) {
      firstTask.previousInScope = task;
    }
    firstTask = task;
  }

  final void removeTask(TaskImpl<?> task) {
    if (task.previousInScope != null) {
      task.previousInScope.nextInScope = task.nextInScope;
    } else {
      firstTask = task.nextInScope;
    }
    if (task.nextInScope != null) {
      task.nextInScope.previousInScope = task.previousInScope;
    }
    task.previousInScope = null;
    task.nextInScope = null;
  }

  /**
   * Moves everything below this scope, but for the task that owns it, under {@code target}: the
   * second half of {@code started}. Whoever is cancelled there is woken at once.
   */
  final void moveContentsTo(ScopeNode target) {
    while (firstChild != null) {
      ScopeNode child = firstChild;
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
}
