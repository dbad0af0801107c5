package org.terzetto.scheduler;

import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/** A sleep that does not take place: its abort handler takes back what was prepared for it. */
record Withdrawal(Throwable exception) implements RaiseCancel {
  /** Whether the handler could do so. */
  static boolean of(AbortHandler sleeper, Throwable failure) {
    return sleeper.abort(new Withdrawal(failure)) == Abort.SUCCEEDED;
  }
}
