package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Who may cancel a scope: everybody in its run, nobody else. */
@Covers("CAN-42")
class CancelThreadsTest {
  @Test
  void cancel_fromAnotherTask_works() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> {
          TaskProbe.waitAllTasksBlocked();
          scope.cancel();
        });
        scope.run(inside -> Terzetto.sleepForever());
      });
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  void cancel_fromAnInstrument_works() throws Exception {
    CancelScope scope = CancelScope.create();
    Instrument canceller =
        new Instrument() {
          @Override
          public void taskExited(Task<?> task) {
            if (task.name().equals("trigger")) {
              scope.cancel();
            }
          }
        };
    Terzetto.run(
        RunOptions.defaults().withInstrument(canceller),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon("trigger", () -> TaskProbe.waitAllTasksBlocked());
              scope.run(inside -> Terzetto.sleepForever());
            }));
    assertTrue(scope.cancelledCaught());
  }

  @Test
  void cancel_fromAnEntryQueueCallback_works() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      RunToken token = RunToken.current();
      ForeignThreads.start(() -> token.runSoon(scope::cancel));
      scope.run(inside -> Terzetto.sleepForever());
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  void cancel_fromAnAbortHandler_works() throws Exception {
    Terzetto.run(() -> {
      CancelScope other = CancelScope.create();
      Nursery.run(nursery -> {
        nursery.startSoon(() -> other.run(inside -> Terzetto.sleepForever()));
        TaskProbe.waitAllTasksBlocked();
        CancelScope.create()
            .run(scope -> {
              scope.cancel();
              Parking.park(cancellation -> {
                other.cancel();
                return Abort.SUCCEEDED;
              });
            });
      });
      assertTrue(other.cancelledCaught());
    });
  }

  @Test
  void cancel_fromAnotherThread_failsAndChangesNothing() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              ForeignThreads.join(() -> {
                assertThrows(WrongThreadException.class, scope::cancel);
                assertThrows(WrongThreadException.class, () -> scope.cancel("why"));
              });
              assertFalse(scope.cancelCalled());
              Checkpoints.checkpoint();
            }));
  }

  @Test
  void cancel_fromAnotherRun_failsAndChangesNothing() throws Exception {
    Terzetto.run(() ->
        CancelScope.create()
            .run(scope -> {
              ForeignThreads.join(() ->
                  Terzetto.run(() -> assertThrows(WrongThreadException.class, scope::cancel)));
              assertFalse(scope.cancelCalled());
              Checkpoints.checkpoint();
            }));
  }
}
