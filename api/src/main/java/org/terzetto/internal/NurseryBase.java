package org.terzetto.internal;

import org.terzetto.Nursery;

/** Lets the scheduler, and nobody else, make nurseries; see {@link TaskBase}. */
public abstract non-sealed class NurseryBase extends Nursery {
  /** For the scheduler. */
  protected NurseryBase() {}
}
