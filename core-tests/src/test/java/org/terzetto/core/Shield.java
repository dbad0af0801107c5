package org.terzetto.core;

import org.terzetto.CancelScope;
import org.terzetto.TaskBody;

/** A block that cancellation from outside does not reach. */
final class Shield {
  private Shield() {}

  static void run(TaskBody body) throws Exception {
    CancelScope scope = CancelScope.create();
    scope.shield(true);
    scope.run(s -> body.run());
  }
}
