package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.ExceptionGroup;
import org.terzetto.StartBody;
import org.terzetto.TaskStatus;
import org.terzetto.TerzettoInternalError;

/**
 * One call of {@code Nursery.start}. The child begins in a hidden nursery below the caller, so that
 * until {@code started} it fails and is cancelled like a part of the caller; {@code started} moves
 * it to the target, which empties the hidden nursery and so lets the caller go on.
 */
final class StartProtocol<V extends @Nullable Object> implements TaskStatus<V> {
  private final NurseryImpl target;
  private final StartBody<V> body;
  private @Nullable NurseryImpl hidden;
  private boolean started;
  private @Nullable V value;

  StartProtocol(NurseryImpl target, StartBody<V> body) {
    this.target = target;
    this.body = body;
  }

  @SuppressWarnings("NullAway") // null is a V if the child reported null: V may be nullable
  V run(TaskImpl<?> caller, @Nullable String name) throws Exception {
    try {
      NurseryImpl.run(
          caller,
          target.scopedValues(), // the child will outlive the bindings of the caller
          nursery -> {
            hidden = (NurseryImpl) nursery;
            hidden.successor(target);
            hidden.spawn(name, () -> body.run(this), null);
          });
    } catch (ExceptionGroup group) {
      throw Throwing.as(unwrap(group));
    }
    if (!started) {
      throw new IllegalStateException(
          "the task begun with Nursery.start ended without calling started on its TaskStatus");
    }
    return value;
  }

  /** Beside the child, only an interruption of the caller can be in it. */
  private static Throwable unwrap(ExceptionGroup group) {
    if (group.exceptions().size() == 1) {
      return group.exceptions().get(0);
    }
    if (group.exceptions().stream().anyMatch(InterruptedException.class::isInstance)) {
      return group;
    }
    return new TerzettoInternalError(
        "more than one task failed before started: somebody spawned into the hidden nursery of"
            + " Nursery.start; spawn into the target nursery instead",
        group);
  }

  @Override
  public void started(V newValue) {
    target.runner.requireTurn();
    if (started) {
      throw new IllegalStateException("started was called twice on the same TaskStatus");
    }
    started = true;
    value = newValue;
    NurseryImpl from = hidden;
    // In a cancelled hidden nursery the child may have a Cancelled under way, which only the scopes
    // around the caller can absorb: it must stay below them (NurseryStartTest).
    if (from != null && !from.scope().isEffectivelyCancelled()) {
      from.moveChildrenTo(target);
    }
  }
}
