package org.terzetto.scheduler;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;

/** Whoever keeps a task that has ended keeps that one, and none that was beside it. */
class EndedTaskTest {
  @Test
  void ended_holdsNoneOfThoseThatStoodBesideIt() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(Terzetto::sleepForever);
          TaskImpl<?> kept = (TaskImpl<?>) nursery.startSoon(() -> {});
          nursery.startSoon(Terzetto::sleepForever);
          while (kept.state() == Task.State.RUNNING) {
            Checkpoints.checkpoint();
          }
          assertNull(kept.previousSibling);
          assertNull(kept.nextSibling);
          assertNull(kept.previousInScope);
          assertNull(kept.nextInScope);
          nursery.cancelScope().cancel();
        }));
  }
}
