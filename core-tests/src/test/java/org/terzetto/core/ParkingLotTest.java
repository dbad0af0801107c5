package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Instruments;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

/** The queue on which locks and the like are built. */
class ParkingLotTest extends ParkingLotFixture {
  @Test
  @Covers("ABT-10")
  void unpark_oneByOne_isFirstInFirstOut() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<Task<?>> tasks = parkAll(nursery, "a", "b", "c");
          for (Task<?> task : tasks) {
            assertEquals(Optional.of(task), lot.first());
            assertEquals(List.of(task), lot.unpark(1));
            TaskProbe.waitAllTasksBlocked();
          }
          assertEquals(Optional.empty(), lot.first());
        }));
    assertEquals(List.of("woken a", "woken b", "woken c"), log);
  }

  @Test
  @Covers("ABT-10")
  void unpark_several_makesThemRunnableInOrderInOneBatch() throws Exception {
    RecordingInstrument recording = new RecordingInstrument();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<Task<?>> tasks = parkAll(nursery, "a", "b", "c", "d");
          Instruments.add(recording);
          assertEquals(tasks.subList(0, 3), lot.unpark(3));
          assertEquals(
              List.of("a", "b", "c"),
              recording.events(Hook.TASK_SCHEDULED).stream().map(Event::task).toList());
          recording.clear();
          TaskProbe.waitAllTasksBlocked();
          Instruments.remove(recording);
          List<Event> events = recording.events(Hook.BEFORE_TASK_STEP, Hook.BEFORE_IO_WAIT);
          List<String> nextBatch =
              events.stream()
                  .dropWhile(e -> e.hook() != Hook.BEFORE_IO_WAIT)
                  .skip(1)
                  .takeWhile(e -> e.hook() != Hook.BEFORE_IO_WAIT)
                  .map(Event::task)
                  .sorted()
                  .toList();
          assertEquals(List.of("a", "b", "c"), nextBatch);
          assertEquals(1, lot.size());
          lot.unparkAll();
        }));
  }

  @Test
  @Covers("ABT-11")
  void unpark_moreThanAreParked_wakesAll() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<Task<?>> tasks = parkAll(nursery, "a", "b");
          assertEquals(tasks, lot.unpark(100));
          assertTrue(lot.isEmpty());
          TaskProbe.waitAllTasksBlocked();
          assertEquals(2, log.size());

          tasks = parkAll(nursery, "c", "d", "e");
          assertEquals(tasks, lot.unpark(Integer.MAX_VALUE));
          tasks = parkAll(nursery, "f", "g");
          assertEquals(tasks, lot.unparkAll());
        }));
    assertEquals(7, log.size());
  }

  @Test
  @Covers("ABT-11")
  void unpark_emptyLot_doesNothing() throws Exception {
    Terzetto.run(() -> {
      assertEquals(List.of(), lot.unpark(1));
      assertEquals(List.of(), lot.unpark(0));
      assertEquals(List.of(), lot.unparkAll());
      Nursery.run(nursery -> {
        park(nursery, "a");
        assertEquals(List.of(), lot.unpark(0));
        TaskProbe.waitAllTasksBlocked();
        assertEquals(List.of(), log, "nothing was left over for those who come later");
        lot.unpark(1);
      });
    });
  }

  @Test
  @Covers("ABT-11")
  void unpark_negativeCount_isAnArgumentErrorThatChangesNothing() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          park(nursery, "a");
          assertThrows(IllegalArgumentException.class, () -> lot.unpark(-1));
          assertThrows(IllegalArgumentException.class, () -> lot.repark(new ParkingLot(), -1));
          assertEquals(1, lot.size());
          lot.unpark(1);
        }));
  }

  @Test
  @Covers("ABT-12")
  void park_cancelled_leavesTheLotAtOnce() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          List<Task<?>> others = new ArrayList<>();
          others.add(park(nursery, "a").task());
          Parker cancelled = park(nursery, "b");
          others.add(park(nursery, "c").task());

          cancelled.scope().cancel();
          assertEquals(2, lot.size(), "before it has had its turn");
          assertEquals(others, lot.unparkAll(), "it is not woken any more");
          TaskProbe.waitAllTasksBlocked();
        }));
    assertEquals(List.of("cancelled b", "woken a", "woken c"), log.stream().sorted().toList());
  }

  @Test
  @Covers("ABT-12")
  void park_cancelledAtBothEndsAndAlone_keepsTheQueueWhole() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Parker first = park(nursery, "a");
          List<Task<?>> middle = parkAll(nursery, "b", "c");
          Parker last = park(nursery, "d");
          first.scope().cancel();
          last.scope().cancel();
          middle.add(park(nursery, "e").task());
          assertEquals(middle, lot.unparkAll());

          Parker alone = park(nursery, "f");
          alone.scope().cancel();
          assertTrue(lot.isEmpty());
          Task<?> next = park(nursery, "g").task();
          assertEquals(List.of(next), lot.unparkAll());
        }));
  }

  @Test
  @Covers("ABT-12")
  void park_inACancelledScope_leavesNothingBehind() throws Exception {
    Terzetto.run(() -> {
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> lot.park());
      assertTrue(scope.cancelledCaught());
      assertTrue(lot.isEmpty());
    });
  }
}
