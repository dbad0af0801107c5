package org.terzetto.scheduler;

import org.jspecify.annotations.Nullable;
import org.terzetto.CancelReason;
import org.terzetto.Cancelled;
import org.terzetto.internal.CancelScopeBase;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * Why a scope is cancelled, and the maker of the {@link Cancelled}s that tell of it. Scopes without
 * a reason of their own share that of the outer scope that reached them.
 */
final class Cancellation implements RaiseCancel {
  private final CancelReason reason;

  Cancellation(CancelReason reason) {
    this.reason = reason;
  }

  CancelReason reason() {
    return reason;
  }

  @Override
  public Cancelled exception() {
    return exception(null);
  }

  @Override
  public boolean isCancellation() {
    return true;
  }

  Cancelled exception(@Nullable Throwable cause) {
    return Maker.make(reason, cause, RunRegistry.debug());
  }

  /** Reaches the one maker, which is open to subclasses of the sealed {@code CancelScope} only. */
  private abstract static class Maker extends CancelScopeBase {
    static Cancelled make(CancelReason reason, @Nullable Throwable cause, boolean withStackTrace) {
      return newCancelled(reason, cause, withStackTrace);
    }
  }
}
