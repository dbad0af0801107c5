package org.terzetto.sync;

import java.util.List;

/**
 * Numbers about a {@link CapacityLimiter} at one moment.
 *
 * @param borrowedTokens tokens that are held
 * @param totalTokens tokens in all; {@link Integer#MAX_VALUE} if there is no limit
 * @param borrowers who holds a token, in the order in which they got it
 * @param tasksWaiting tasks in {@code acquire} and {@code acquireFor}
 */
public record CapacityLimiterStatistics(
    int borrowedTokens, int totalTokens, List<Object> borrowers, int tasksWaiting) {
  /** Copies the list. */
  public CapacityLimiterStatistics {
    borrowers = List.copyOf(borrowers);
  }
}
