package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.ParkingLotStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Tasks that move from lot to lot, and what else a lot does. */
class ParkingLotMovesTest extends ParkingLotFixture {
  @Test
  @Covers("ABT-13")
  void repark_one_movesTheLongestSleeperToTheTail() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          ParkingLot other = new ParkingLot();
          Task<?> there = Blocked.start(nursery, other::park);
          List<Task<?>> here = parkAll(nursery, "a", "b");
          lot.repark(other, 1);
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(), log, "moving wakes nobody");
          assertEquals(here.subList(1, 2), lot.unparkAll());
          assertEquals(List.of(there, here.get(0)), other.unparkAll());
        }));
  }

  @Test
  @Covers({"ABT-13", "C-43"})
  void repark_withCount_keepsTheOrder() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          ParkingLot other = new ParkingLot();
          parkAll(nursery, "a", "b", "c");
          assertEquals(3, lot.size());
          lot.repark(other, 2);
          assertEquals(1, lot.size());
          assertEquals(2, other.size());
          while (!other.isEmpty()) {
            other.unpark(1);
            TaskProbe.waitAllTasksBlocked();
          }
          assertEquals(List.of("woken a", "woken b"), log);
          lot.unparkAll();
        }));
  }

  @Test
  @Covers("ABT-13")
  void repark_moreThanAreParked_movesAll() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          ParkingLot other = new ParkingLot();
          lot.repark(other, 1);
          lot.reparkAll(other);
          List<Task<?>> tasks = parkAll(nursery, "a", "b", "c");
          lot.repark(other, 100);
          assertTrue(lot.isEmpty());
          other.reparkAll(lot);
          assertTrue(other.isEmpty());
          lot.repark(lot, 1);
          assertEquals(List.of(tasks.get(1), tasks.get(2), tasks.get(0)), lot.unparkAll());
        }));
  }

  @Test
  @Covers("ABT-13")
  void repark_thenCancel_leavesTheNewLot() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          ParkingLot other = new ParkingLot();
          Parker cancelled = park(nursery, "a");
          Task<?> stays = park(nursery, "b").task();
          lot.reparkAll(other);
          cancelled.scope().cancel();
          assertEquals(1, other.size());
          assertEquals(0, lot.size());
          assertEquals(List.of(stays), other.unparkAll());
        }));
    assertEquals(List.of("cancelled a", "woken b"), log.stream().sorted().toList());
  }

  @Test
  @Covers({"ABT-10", "CKP-3"})
  void everythingButPark_isNoCheckpoint() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          parkAll(nursery, "a", "b", "c");
          Task<?> me = Task.current();
          TaskProbe.assertNoCheckpoints(() -> {
            ParkingLot other = new ParkingLot();
            lot.addBreaker(me);
            lot.removeBreaker(me);
            lot.unpark(1);
            lot.repark(other, 1);
            lot.reparkAll(other);
            other.unparkAll();
            lot.breakLot();
            lot.statistics();
          });
        }));
  }

  @Test
  void statistics_afterwards_doNotChange() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          parkAll(nursery, "a", "b");
          ParkingLotStatistics before = lot.statistics();
          lot.unpark(1);
          assertEquals(new ParkingLotStatistics(2), before);
          assertEquals(new ParkingLotStatistics(1), lot.statistics());
          assertEquals("ParkingLot[1 waiting]", lot.toString());
          lot.unparkAll();
        }));
  }

  @Test
  void sleepData_isTheParkersOwn() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Blocked.start(
              nursery,
              () -> {
                Task.current().sleepData("for whoever wakes me");
                lot.park();
              });
          assertEquals("for whoever wakes me", lot.first().orElseThrow().sleepData());
          lot.unpark(1);
        }));
  }

  @Test
  void park_rescheduledByHand_throwsAndLeavesTheLot() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper =
              Blocked.start(nursery, () -> assertThrows(IllegalStateException.class, lot::park));
          Parking.reschedule(sleeper);
          TaskProbe.waitAllTasksBlocked();
          assertTrue(lot.isEmpty());
        }));
  }

  @Test
  void unpark_fromAnotherThread_throwsAndChangesNothing() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Task<?> sleeper = park(nursery, "a").task();
          ForeignThreads.join(() -> {
            assertThrows(WrongThreadException.class, () -> lot.unpark(1));
            assertThrows(WrongThreadException.class, () -> lot.addBreaker(sleeper));
            assertThrows(IllegalStateException.class, () -> lot.reparkAll(new ParkingLot()));
            assertThrows(IllegalStateException.class, () -> lot.breakLot(sleeper));
          });
          assertEquals(1, lot.size());
          assertFalse(lot.toString().contains("broken"));
          lot.unpark(1);
        }));
    assertEquals(List.of("woken a"), log);
  }
}
