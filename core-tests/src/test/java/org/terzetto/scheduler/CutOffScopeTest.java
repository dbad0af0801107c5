package org.terzetto.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.LoopTime;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunStatistics;

/** An Error of the JVM may come out of the middle of our own code, where a scope is being left. */
class CutOffScopeTest {
  @Test
  void scope_thatWasNotLeft_isLeftWithTheOneAround() throws Exception {
    OutOfMemoryError failure = new OutOfMemoryError("intended");
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      assertSame(
          failure, assertThrows(OutOfMemoryError.class, () -> outer.run(s -> enterTwo(failure))));
      assertEquals(LoopTime.NEVER, CancelScope.effectiveDeadline());
      assertTrue(RunStatistics.current().toNextDeadline().toDays() > 1000, "a deadline is left");
      Checkpoints.checkpoint();
    });
  }

  private static void enterTwo(Error failure) {
    ((CancelScopeImpl) CancelScope.withTimeout(Duration.ofHours(1))).enter();
    CancelScopeImpl cancelled = new CancelScopeImpl(false);
    cancelled.enter();
    cancelled.cancel();
    throw failure;
  }
}
