package org.terzetto.scheduler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.terzetto.Nursery;
import org.terzetto.internal.TaskBase;

/**
 * A task's place in the trees of nurseries and scopes. The links of the lists in which the task
 * stands, among its siblings and among those with the same innermost scope, are its own: standing
 * somewhere costs no memory, and leaving no search.
 */
abstract class TaskNode<T extends @Nullable Object> extends TaskBase<T> {
  private @Nullable NurseryImpl nursery;
  @Nullable NurseryImpl innermostNursery;
  private @Nullable ScopeNode scope;
  @Nullable TaskImpl<?> nextInScope;
  @Nullable TaskImpl<?> previousInScope;
  @Nullable TaskImpl<?> nextSibling;
  @Nullable TaskImpl<?> previousSibling;

  final void joinTree(@Nullable NurseryImpl parent, @Nullable ScopeNode initialScope) {
    nursery = parent;
    if (initialScope != null) {
      moveToScope(initialScope);
    }
  }

  /** The innermost scope; every task has one while it lives. */
  final ScopeNode scope() {
    return Objects.requireNonNull(scope, "the task has ended");
  }

  final boolean hasScope() {
    return scope != null;
  }

  final void moveToScope(@Nullable ScopeNode target) {
    if (scope != null) {
      scope.removeTask(self());
    }
    scope = target;
    if (target != null) {
      target.addTask(self());
    }
  }

  final @Nullable NurseryImpl nursery() {
    return nursery;
  }

  final void nursery(NurseryImpl newNursery) {
    nursery = newNursery;
  }

  @Override
  public final Optional<Nursery> parentNursery() {
    return Optional.ofNullable(nursery);
  }

  @Override
  public final Optional<Nursery> eventualParentNursery() {
    return Optional.ofNullable(nursery).map(NurseryImpl::successor);
  }

  @Override
  public final List<Nursery> childNurseries() {
    Deque<Nursery> outermostFirst = new ArrayDeque<>();
    for (NurseryImpl open = innermostNursery; open != null; open = open.outer) {
      outermostFirst.addFirst(open);
    }
    return List.copyOf(outermostFirst);
  }

  final TaskImpl<?> self() {
    return (TaskImpl<?>) this;
  }
}
