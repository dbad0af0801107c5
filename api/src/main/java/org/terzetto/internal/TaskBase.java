package org.terzetto.internal;

import org.jspecify.annotations.Nullable;
import org.terzetto.Task;

/**
 * Lets the scheduler, and nobody else, make tasks: {@link Task} is sealed, and this package is
 * exported to the scheduler alone. {@link NurseryBase} and {@link CancelScopeBase} do the same.
 *
 * @param <T> the result
 */
public abstract non-sealed class TaskBase<T extends @Nullable Object> extends Task<T> {
  /** For the scheduler. */
  protected TaskBase() {}
}
