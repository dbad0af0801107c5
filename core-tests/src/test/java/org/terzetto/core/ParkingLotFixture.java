package org.terzetto.core;

import java.util.ArrayList;
import java.util.List;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.lowlevel.ParkingLot;

/** A parking lot, and tasks in it that say what becomes of them. */
abstract class ParkingLotFixture {
  final ParkingLot lot = new ParkingLot();
  final List<String> log = new ArrayList<>();

  /** A task that parks, can be cancelled, and says what became of it. */
  record Parker(Task<?> task, CancelScope scope) {}

  Parker park(Nursery nursery, String name) throws InterruptedException {
    CancelScope scope = CancelScope.create();
    Task<?> task =
        Blocked.start(
            nursery,
            name,
            () -> {
              scope.run(s -> {
                lot.park();
                log.add("woken " + name);
              });
              if (scope.cancelledCaught()) {
                log.add("cancelled " + name);
              }
            });
    return new Parker(task, scope);
  }

  List<Task<?>> parkAll(Nursery nursery, String... names) throws InterruptedException {
    List<Task<?>> tasks = new ArrayList<>();
    for (String name : names) {
      tasks.add(park(nursery, name).task());
    }
    return tasks;
  }
}
