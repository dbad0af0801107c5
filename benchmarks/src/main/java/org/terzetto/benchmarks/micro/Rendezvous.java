package org.terzetto.benchmarks.micro;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.jspecify.annotations.Nullable;

/**
 * A channel of capacity 0 between two continuations that take turns. Who finds the other one
 * waiting goes on, so that a value takes one switch, and not two: of two values one is handed over,
 * and the next one offered, on the same turn.
 */
final class Rendezvous {
  private final ContinuationScope scope;
  private boolean receiverWaits;
  private @Nullable Object handed;
  private @Nullable Object offered;

  Rendezvous(ContinuationScope scope) {
    this.scope = scope;
  }

  void send(Object value) {
    if (receiverWaits) {
      receiverWaits = false;
      handed = value;
      return;
    }
    offered = value;
    Continuation.yield(scope);
    if (offered != null) {
      throw new IllegalStateException("nobody took the value");
    }
  }

  Object receive() {
    Object value = offered;
    if (value != null) {
      offered = null;
      return value;
    }
    receiverWaits = true;
    Continuation.yield(scope);
    value = handed;
    if (value == null) {
      throw new IllegalStateException("nothing was sent");
    }
    handed = null;
    return value;
  }
}
