package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Gather#map} does with each item.
 *
 * @param <A> the items
 * @param <T> the results
 */
@FunctionalInterface
public interface ItemCall<A extends @Nullable Object, T extends @Nullable Object> {
  /**
   * Runs in a child task, beside its siblings.
   *
   * @param item what to work on
   * @return the result
   * @throws Exception any failure; it cancels the work on the other items
   */
  T call(A item) throws Exception;
}
