package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * The block that a nursery surrounds, with a result.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface NurseryCall<T extends @Nullable Object> {
  /**
   * Runs in the task that opened the nursery, beside the children it starts.
   *
   * @param nursery the open nursery; it may be handed to other tasks
   * @return the result, given to the caller once all children have ended
   * @throws Exception any failure; it cancels the children and goes into the nursery's group
   */
  T call(Nursery nursery) throws Exception;
}
