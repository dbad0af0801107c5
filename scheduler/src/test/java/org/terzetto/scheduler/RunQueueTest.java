package org.terzetto.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.terzetto.TaskBody;
import org.terzetto.testing.Covers;

class RunQueueTest {
  private static final List<TaskImpl<?>> TASKS =
      IntStream.range(0, 200).<TaskImpl<?>>mapToObj(RunQueueTest::task).toList();

  private static TaskImpl<?> task(int number) {
    TaskBody body = () -> {};
    return new PortableTask<Void>(null, number, "task " + number, body);
  }

  private static List<TaskImpl<?>> nextBatch(RunQueue queue) {
    queue.startBatch();
    List<TaskImpl<?>> batch = new ArrayList<>();
    for (TaskImpl<?> task; (task = queue.nextInBatch()) != null; ) {
      batch.add(task);
    }
    return batch;
  }

  @Test
  @Covers("SCH-8")
  void add_duringABatch_waitsForTheNext() {
    RunQueue queue = new RunQueue(OptionalLong.empty());
    queue.add(TASKS.get(0));
    queue.startBatch();
    assertEquals(TASKS.get(0), queue.nextInBatch());
    queue.add(TASKS.get(1));
    assertNull(queue.nextInBatch());
    assertEquals(1, queue.size());
    assertEquals(List.of(TASKS.get(1)), nextBatch(queue));
    assertTrue(queue.isEmpty());
  }

  @Test
  @Covers("SCH-11")
  void batch_withoutSeed_isInOrderOrInReverse() {
    RunQueue queue = new RunQueue(OptionalLong.empty());
    Set<List<TaskImpl<?>>> orders = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      TASKS.forEach(queue::add);
      orders.add(nextBatch(queue));
    }
    assertEquals(Set.of(TASKS, TASKS.reversed()), orders);
  }

  @Test
  @Covers("SCH-12")
  void batch_withSeed_isShuffledTheSameWayEachTime() {
    RunQueue one = new RunQueue(OptionalLong.of(7));
    RunQueue other = new RunQueue(OptionalLong.of(7));
    List<TaskImpl<?>> last = List.of();
    for (int i = 0; i < 20; i++) {
      TASKS.forEach(one::add);
      TASKS.forEach(other::add);
      List<TaskImpl<?>> order = nextBatch(one);
      assertEquals(order, nextBatch(other));
      assertEquals(Set.copyOf(TASKS), Set.copyOf(order));
      assertNotEquals(last, order);
      last = order;
    }
  }

  @Test
  void remove_takesBackThatOne() {
    RunQueue queue = new RunQueue(OptionalLong.of(1));
    TASKS.subList(0, 3).forEach(queue::add);
    queue.remove(TASKS.get(1));
    queue.add(TASKS.get(3));
    assertEquals(Set.of(TASKS.get(0), TASKS.get(2), TASKS.get(3)), Set.copyOf(nextBatch(queue)));
  }
}
