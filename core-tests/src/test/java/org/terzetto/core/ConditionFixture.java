package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.sync.Condition;

/** A condition, and tasks that wait for it. */
abstract class ConditionFixture {
  final Condition condition = new Condition();
  final List<String> log = new ArrayList<>();

  Task<?> waiter(Nursery nursery, String name) throws InterruptedException {
    return Blocked.start(
        nursery,
        name,
        () ->
            condition.use(() -> {
              condition.await();
              assertTrue(condition.isLocked());
              log.add(name);
            }));
  }
}
