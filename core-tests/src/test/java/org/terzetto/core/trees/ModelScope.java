package org.terzetto.core.trees;

/** A cancel scope in the model: the definitions of group CAN, word for word, and no cleverness. */
final class ModelScope {
  ModelScope parent;
  boolean shield;
  boolean cancelCalled;
  boolean left;
  long deadline = Long.MAX_VALUE;

  /** Where a child of a nursery stands: moved as a whole by {@code started}, else transparent. */
  private final boolean footing;

  private String reason;

  private ModelScope(ModelScope parent, boolean footing) {
    this.parent = parent;
    this.footing = footing;
  }

  static ModelScope below(ModelScope parent) {
    return new ModelScope(parent, false);
  }

  static ModelScope footingIn(ModelScope nursery) {
    return new ModelScope(nursery, true);
  }

  void cancel(String why) {
    if (!cancelCalled) {
      cancelCalled = true;
      reason = reason == null ? why : reason;
    }
  }

  boolean cancelled() {
    return cancelCalled || parentVisible();
  }

  private boolean parentVisible() {
    return parent != null && !shield && parent.cancelled();
  }

  /** The first reason that reached this scope (CAN-39). To be asked whenever something changed. */
  String reason() {
    if (footing) {
      return parent.reason();
    }
    if (reason == null && cancelled()) {
      reason = parent.reason();
    }
    return reason;
  }

  boolean mayExpire() {
    return !left && !cancelCalled;
  }

  /** CAN-33. */
  long effectiveDeadline() {
    if (cancelled()) {
      return Long.MIN_VALUE;
    }
    return shield || parent == null ? deadline : Math.min(deadline, parent.effectiveDeadline());
  }

  /** Whether leaving now takes the cancellations in (CAN-10). */
  boolean absorbs() {
    return cancelled() && !parentVisible();
  }
}
