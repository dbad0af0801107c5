package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.sync.Semaphore;
import org.terzetto.sync.SemaphoreStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** The semaphore, beyond what it shares with everything of that kind. */
class SemaphoreTest {
  @Test
  @Covers("SYN-8")
  void value_goesDownToZeroAndNotBelow() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(2);
      semaphore.acquire();
      assertEquals(1, semaphore.value());
      assertTrue(semaphore.tryAcquire());
      assertEquals(0, semaphore.value());
      assertFalse(semaphore.tryAcquire());
      assertEquals(0, semaphore.value());
      CancelScope scope = CancelScope.create();
      Nursery.run(nursery -> {
        Blocked.start(nursery, () -> scope.run(s -> semaphore.acquire()));
        assertEquals(0, semaphore.value());
        scope.cancel();
      });
      semaphore.release();
      assertEquals(1, semaphore.value(), "the cancelled one took nothing");
    });
  }

  @Test
  @Covers("SYN-8")
  void release_withAWaiter_passesTheUnitOnWithoutRaisingTheValue() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(0);
      Nursery.run(nursery -> {
        Blocked.start(nursery, semaphore::acquire);
        semaphore.release();
        assertEquals(0, semaphore.value());
        assertEquals(new SemaphoreStatistics(0, OptionalInt.empty(), 0), semaphore.statistics());
        assertFalse(semaphore.tryAcquire());
        semaphore.release();
        assertEquals(1, semaphore.value());
      });
    });
  }

  @Test
  @Covers("SYN-8")
  void release_beyondTheMaximum_isIllegalStateAndChangesNothing() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(1, 2);
      semaphore.release();
      assertEquals(2, semaphore.value());
      assertThrows(IllegalStateException.class, semaphore::release);
      assertEquals(2, semaphore.value());
      semaphore.acquire();
      semaphore.release();
      assertEquals(2, semaphore.value());
    });
  }

  @Test
  @Covers("SYN-8")
  void release_withAWaiterAtMaximumZero_passesTheUnitOn() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(0, 0);
      assertThrows(IllegalStateException.class, semaphore::release);
      Nursery.run(nursery -> {
        Blocked.start(nursery, semaphore::acquire);
        semaphore.release();
      });
      assertEquals(0, semaphore.value());
    });
  }

  @Test
  @Covers("SYN-8")
  void constructor_validates() {
    assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
    assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Semaphore(2, 1));
    assertEquals(OptionalInt.empty(), new Semaphore(1).maxValue());
    assertEquals(OptionalInt.of(1), new Semaphore(1, 1).maxValue());
  }

  @Test
  @Covers("SYN-16")
  void statistics_afterwards_doNotChange() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(1, 5);
      Nursery.run(nursery -> {
        SemaphoreStatistics free = semaphore.statistics();
        semaphore.acquire();
        Blocked.start(nursery, semaphore::acquire);
        SemaphoreStatistics waiting = semaphore.statistics();
        semaphore.release();
        TaskProbe.waitAllTasksBlocked();
        semaphore.release();
        assertEquals(new SemaphoreStatistics(1, OptionalInt.of(5), 0), free);
        assertEquals(new SemaphoreStatistics(0, OptionalInt.of(5), 1), waiting);
        assertEquals("Semaphore[1 free, 0 waiting]", semaphore.toString());
      });
    });
  }

  @Test
  void use_takesAUnitAndGivesItBack() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(1);
      assertEquals(0, semaphore.use(semaphore::value));
      assertEquals(1, semaphore.value());
    });
  }

  @Test
  void semaphore_fromAnotherThread_throwsUnlessItGoesThroughTheToken() throws Exception {
    Terzetto.run(() -> {
      Semaphore semaphore = new Semaphore(1);
      ForeignThreads.join(() -> {
        assertThrows(IllegalStateException.class, semaphore::release);
        assertThrows(IllegalStateException.class, semaphore::tryAcquire);
      });
      assertEquals(1, semaphore.value());
      semaphore.acquire();
      RunToken token = RunToken.current();
      ForeignThreads.join(() -> token.runSoon(semaphore::release));
      semaphore.acquire();
    });
  }
}
