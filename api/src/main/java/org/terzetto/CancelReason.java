package org.terzetto;

import org.jspecify.annotations.Nullable;

/**
 * Who cancelled, and why.
 *
 * @param source the kind of event
 * @param text what the canceller said of it, or null
 * @param task the name of the task that cancelled, or null if it was none
 */
public record CancelReason(CancelSource source, @Nullable String text, @Nullable String task) {

  @Override
  public String toString() {
    return "cancelled due to "
        + source
        + (text == null ? "" : " with reason '" + text + "'")
        + (task == null ? "" : " from task '" + task + "'");
  }
}
