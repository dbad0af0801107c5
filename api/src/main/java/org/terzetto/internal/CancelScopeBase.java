package org.terzetto.internal;

import org.terzetto.CancelScope;

/** Lets the scheduler, and nobody else, make scopes; see {@link TaskBase}. */
public abstract non-sealed class CancelScopeBase extends CancelScope {
  /** For the scheduler. */
  protected CancelScopeBase() {}
}
