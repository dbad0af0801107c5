package org.terzetto.core;

import java.util.ArrayList;
import java.util.List;
import org.terzetto.Task;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;

/** A door at which tasks wait until it is opened for good. */
final class Gate {
  private final List<Task<?>> waiting = new ArrayList<>();
  private boolean open;

  void await() throws InterruptedException {
    if (open) {
      Checkpoints.checkpoint();
      return;
    }
    Task<?> me = Task.current();
    waiting.add(me);
    Parking.park(cancellation -> {
      waiting.remove(me);
      return Abort.SUCCEEDED;
    });
  }

  /** Wakes those who wait, in the order in which they came. */
  void open() {
    open = true;
    waiting.forEach(Parking::reschedule);
    waiting.clear();
  }
}
