package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.BrokenResourceException;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.TaskExit;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Lots that break, so that nobody waits for somebody who is gone. */
class ParkingLotBreakerTest {
  private final ParkingLot lot = new ParkingLot();

  private static Task<?> endedTask(String name) throws InterruptedException {
    Task<?>[] ended = new Task<?>[1];
    Nursery.run(nursery -> ended[0] = nursery.startSoon(name, () -> {}));
    return ended[0];
  }

  @Test
  @Covers("ABT-14")
  void breakLot_parkedTasks_getBrokenResourceThatNamesTheBreaker() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<String> messages = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            Blocked.start(
                nursery,
                () ->
                    messages.add(
                        assertThrows(BrokenResourceException.class, lot::park).getMessage()));
          }
          lot.breakLot(endedTask("the breaker"));
          assertTrue(lot.isEmpty());
          TaskProbe.waitAllTasksBlocked();
          assertEquals(3, messages.size());
          messages.forEach(m -> assertTrue(m.contains("'the breaker'"), m));
        }));
  }

  @Test
  @Covers("ABT-14")
  void breakLot_laterParkers_getBrokenResourceAtOnce() throws Exception {
    Terzetto.run(() -> {
      lot.breakLot(endedTask("the breaker"));
      for (int i = 0; i < 2; i++) {
        BrokenResourceException broken = assertThrows(BrokenResourceException.class, lot::park);
        assertTrue(broken.getMessage().contains("'the breaker'"), broken::getMessage);
      }
      assertTrue(lot.isEmpty());
    });
  }

  @Test
  @Covers("ABT-14")
  void breakLot_again_onlyRecordsAnotherBreaker() throws Exception {
    Terzetto.run(() -> {
      assertEquals(List.of(), lot.brokenBy());
      Task<?> first = Task.current();
      Task<?> second = endedTask("second");
      lot.breakLot(); // in the name of the current task
      lot.breakLot();
      lot.breakLot(second);
      assertEquals(List.of(first, first, second), lot.brokenBy());
      BrokenResourceException broken = assertThrows(BrokenResourceException.class, lot::park);
      assertTrue(broken.getMessage().contains("'second'"), broken::getMessage);
    });
  }

  @Test
  @Covers("ABT-14")
  void breakLot_ofAParkedTask_namesItToItself() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              Blocked.start(
                  nursery,
                  "itself",
                  () -> {
                    var broken = assertThrows(BrokenResourceException.class, lot::park);
                    assertTrue(broken.getMessage().contains("'itself'"), broken::getMessage);
                  });
          lot.breakLot(sleeper);
        }));
  }

  @Test
  @Covers("ABT-14")
  void repark_toABrokenLot_breaksThoseWhoMove() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          ParkingLot broken = new ParkingLot();
          broken.breakLot(endedTask("the breaker"));
          Blocked.start(
              nursery,
              () -> {
                var exception = assertThrows(BrokenResourceException.class, lot::park);
                assertTrue(exception.getMessage().contains("'the breaker'"));
              });
          Blocked.start(nursery, "stays", lot::park);
          lot.repark(broken, 1);
          assertTrue(broken.isEmpty());
          assertEquals(1, lot.size());
          lot.unpark(1);
        }));
  }

  @Test
  @Covers("ABT-15")
  void breaker_thatExits_breaksTheLotBeforeItsNurseryIsTold() throws Exception {
    Terzetto.run(() -> {
      List<String> log = new ArrayList<>();
      Nursery.run(outer -> {
        Blocked.start(
            outer,
            "sleeper",
            () -> {
              assertThrows(BrokenResourceException.class, lot::park);
              log.add("broken");
            });
        Nursery.run(inner -> {
          Task<?> breaker = inner.startSoon(() -> lot.addBreaker(Task.current()));
          TaskExit.onExit(
              breaker,
              // This callback is older than the breaker's, hence comes after it.
              task -> {
                log.add("in the nursery: " + inner.childTasks().contains(task));
                log.add("parked: " + lot.size());
              });
        });
      });
      assertEquals(List.of("in the nursery: true", "parked: 0", "broken"), log);
    });
  }

  /** A task that fails or is cancelled breaks its lots as one that returns does. */
  @Test
  @Covers("ABT-15")
  void breaker_thatIsCancelled_breaksTheLot() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Task<?> breaker =
              Blocked.start(
                  nursery,
                  "breaker",
                  () -> {
                    lot.addBreaker(Task.current());
                    scope.run(s -> Terzetto.sleepForever());
                  });
          Blocked.start(
              nursery, "sleeper", () -> assertThrows(BrokenResourceException.class, lot::park));
          scope.cancel();
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(breaker), lot.brokenBy());
        }));
  }

  @Test
  @Covers("ABT-15")
  void breaker_thatFails_breaksTheLotAndFailsItsNursery() throws Exception {
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery ->
                      nursery.startSoon(() -> {
                        lot.addBreaker(Task.current());
                        throw new ArithmeticException("as expected");
                      })));
      assertInstanceOf(ArithmeticException.class, group.exceptions().get(0));
      assertEquals(1, lot.brokenBy().size());
    });
  }

  @Test
  @Covers("ABT-15")
  void breaker_ofSeveralLots_breaksThemAll() throws Exception {
    Terzetto.run(() -> {
      ParkingLot second = new ParkingLot();
      ParkingLot spared = new ParkingLot();
      Nursery.run(nursery ->
          nursery.startSoon(() -> {
            Task<?> me = Task.current();
            lot.addBreaker(me);
            spared.addBreaker(me);
            second.addBreaker(me);
            spared.removeBreaker(me);
          }));
      assertEquals(1, lot.brokenBy().size());
      assertEquals(1, second.brokenBy().size());
      assertEquals(List.of(), spared.brokenBy());
    });
  }

  @Test
  @Covers("ABT-15")
  void breakers_thatAllExit_areAllNamed() throws Exception {
    Terzetto.run(() -> {
      List<Task<?>> breakers = new ArrayList<>();
      Nursery.run(nursery -> {
        for (int i = 0; i < 3; i++) {
          Task<?> breaker = nursery.startSoon(() -> {});
          lot.addBreaker(breaker);
          breakers.add(breaker);
        }
      });
      assertEquals(Set.copyOf(breakers), Set.copyOf(lot.brokenBy()));
      assertEquals(3, lot.brokenBy().size());
    });
  }

  @Test
  @Covers("ABT-15")
  void addBreaker_isCountedPerCall() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon(() -> {});
        lot.addBreaker(child);
        lot.addBreaker(child);
        lot.removeBreaker(child);
      });
      assertEquals(1, lot.brokenBy().size(), "one registration was left");

      ParkingLot other = new ParkingLot();
      Nursery.run(nursery -> {
        Task<?> child = nursery.startSoon(() -> {});
        other.addBreaker(child);
        other.addBreaker(child);
        other.removeBreaker(child);
        other.removeBreaker(child);
        assertThrows(IllegalStateException.class, () -> other.removeBreaker(child));
      });
      assertEquals(List.of(), other.brokenBy());
    });
  }

  @Test
  @Covers("ABT-15")
  void removeBreaker_ofAPairNotRegistered_isIllegalState() throws Exception {
    Terzetto.run(() -> {
      Task<?> me = Task.current();
      assertThrows(IllegalStateException.class, () -> lot.removeBreaker(me));
      lot.addBreaker(me);
      assertThrows(IllegalStateException.class, () -> new ParkingLot().removeBreaker(me));
      assertThrows(IllegalStateException.class, () -> lot.removeBreaker(Task.root()));
      lot.removeBreaker(me);
    });
  }

  @Test
  @Covers("ABT-15")
  void addBreaker_ofAnExitedTask_isBrokenResource() throws Exception {
    Terzetto.run(() -> {
      Task<?> ended = endedTask("long gone");
      var broken = assertThrows(BrokenResourceException.class, () -> lot.addBreaker(ended));
      assertTrue(broken.getMessage().contains("'long gone'"), broken::getMessage);
      assertEquals(List.of(), lot.brokenBy());
      lot.breakLot(ended); // by hand it may
      assertSame(ended, lot.brokenBy().get(0));
    });
  }

  @Test
  @Covers("ABT-15")
  void addBreaker_toABrokenLot_recordsItWhenItExits() throws Exception {
    Terzetto.run(() -> {
      lot.breakLot();
      Task<?>[] child = new Task<?>[1];
      Nursery.run(nursery -> {
        child[0] = nursery.startSoon(() -> {});
        lot.addBreaker(child[0]);
      });
      assertEquals(List.of(Task.current(), child[0]), lot.brokenBy());
    });
  }
}
