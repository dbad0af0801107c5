package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at a checkpoint inside a cancelled {@link CancelScope}, again and again until the scope is
 * left. Let it pass: the scope that was cancelled takes it in.
 *
 * <p>It is an {@link Error} so that a {@code catch (Exception e)} on the way does not swallow it,
 * as {@code ThreadDeath} was for the same reason. It carries no stack trace unless the run is in
 * debug mode. Only the library makes one.
 */
public final class Cancelled extends Error {
  private static final long serialVersionUID = 1L;

  private final transient CancelReason reason;

  Cancelled(CancelReason reason, @Nullable Throwable cause, boolean withStackTrace) {
    super(null, cause, true, withStackTrace);
    this.reason = reason;
  }

  /**
   * Who cancelled, and why.
   *
   * @return the reason
   */
  public CancelReason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return reason.toString();
  }
}
