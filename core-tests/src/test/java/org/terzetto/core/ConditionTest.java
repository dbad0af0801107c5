package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.sync.Condition;
import org.terzetto.sync.ConditionStatistics;
import org.terzetto.sync.Lock;
import org.terzetto.sync.StrictFifoLock;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Waiting for what other holders of a lock bring about. */
class ConditionTest extends ConditionFixture {
  @Test
  @Covers("SYN-9")
  void constructor_takesAPlainLockOnly() {
    Set<List<Class<?>>> parameters =
        Arrays.stream(Condition.class.getConstructors())
            .map(constructor -> List.of(constructor.getParameterTypes()))
            .collect(Collectors.toSet());
    assertEquals(Set.of(List.of(), List.of(Lock.class)), parameters);
    assertFalse(Lock.class.isAssignableFrom(StrictFifoLock.class));
    assertTrue(Modifier.isFinal(Lock.class.getModifiers()));
    assertThrows(NullPointerException.class, () -> new Condition(null));
  }

  @Test
  @Covers("SYN-9")
  void awaitAndSignal_withoutTheLock_areIllegalState() throws Exception {
    Terzetto.run(() -> {
      assertThrows(IllegalStateException.class, condition::await);
      assertThrows(IllegalStateException.class, condition::signal);
      assertThrows(IllegalStateException.class, () -> condition.signal(2));
      assertThrows(IllegalStateException.class, condition::signalAll);
      condition.acquire();
      Nursery.run(nursery ->
          nursery.startSoon(() -> {
            assertThrows(IllegalStateException.class, condition::await);
            assertThrows(IllegalStateException.class, condition::signal);
          }));
      assertTrue(condition.isLocked());
      assertThrows(IllegalArgumentException.class, () -> condition.signal(-1));
      condition.release();
    });
  }

  @Test
  @Covers("SYN-9")
  void lock_isThatOfTheCondition() throws Exception {
    Terzetto.run(() -> {
      Lock lock = new Lock();
      Condition one = new Condition(lock);
      Condition other = new Condition(lock);
      TaskProbe.assertCheckpoints(one::acquire);
      assertTrue(lock.isLocked());
      assertTrue(other.isLocked());
      assertThrows(IllegalStateException.class, other::tryAcquire);
      other.signal();
      lock.release();
      assertFalse(one.isLocked());
      assertTrue(one.tryAcquire());
      one.release();
    });
  }

  @Test
  @Covers({"SYN-10", "C-49"})
  void signal_movesWaitersInOrderWhileTheSignallerKeepsTheLock() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          waiter(nursery, "a");
          waiter(nursery, "b");
          waiter(nursery, "c");
          condition.acquire();
          condition.signal(2);
          assertEquals(1, condition.statistics().tasksWaiting());
          assertEquals(2, condition.statistics().lock().tasksWaiting());
          assertEquals(Task.current(), condition.statistics().lock().owner().orElseThrow());
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(), log, "they wait for the lock");

          condition.release();
          assertEquals(1, condition.statistics().lock().tasksWaiting(), "the first has it");
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of("a", "b"), log);
          condition.use(() -> condition.signal());
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of("a", "b", "c"), log);
        }));
  }

  @Test
  @Covers("SYN-10")
  void signalled_waitersRunOneAtATime() throws Exception {
    Terzetto.run(() -> {
      int[] inside = new int[1];
      Nursery.run(nursery -> {
        for (int i = 0; i < 4; i++) {
          Blocked.start(
              nursery,
              () ->
                  condition.use(() -> {
                    condition.await();
                    assertEquals(1, ++inside[0]);
                    Terzetto.sleep(java.time.Duration.ZERO);
                    Terzetto.sleep(java.time.Duration.ZERO);
                    inside[0]--;
                    log.add("done");
                  }));
        }
        condition.use(condition::signalAll);
      });
      assertEquals(4, log.size());
    });
  }

  @Test
  @Covers("SYN-10")
  void signal_queuesWaitersBehindThoseWhoWantTheLock() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          waiter(nursery, "waiter");
          condition.acquire();
          Blocked.start(nursery, () -> condition.use(() -> log.add("came before the signal")));
          condition.signal();
          condition.release();
          condition.use(() -> log.add("came after the signal"));
        }));
    assertEquals(List.of("came before the signal", "waiter", "came after the signal"), log);
  }

  @Test
  @Covers("SYN-10")
  void signal_withoutWaiters_isNotRemembered() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          condition.use(() -> {
            condition.signal();
            condition.signal(5);
            condition.signalAll();
          });
          waiter(nursery, "a");
          assertEquals(List.of(), log);
          condition.use(() -> condition.signal(100));
        }));
    assertEquals(List.of("a"), log);
  }

  @Test
  void await_inALoop_isAQueue() throws Exception {
    Queue<Integer> queue = new ArrayDeque<>();
    List<Integer> received = new ArrayList<>();
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (int consumer = 0; consumer < 3; consumer++) {
            nursery.startSoon(() -> {
              for (int i = 0; i < 10; i++) {
                int value =
                    condition.use(() -> {
                      while (queue.isEmpty()) {
                        condition.await();
                      }
                      return queue.remove();
                    });
                received.add(value);
              }
            });
          }
          for (int i = 0; i < 30; i++) {
            int value = i;
            condition.use(() -> {
              queue.add(value);
              condition.signal();
            });
          }
        }));
    assertEquals(30, received.size());
    assertEquals(30, Set.copyOf(received).size());
  }

  @Test
  @Covers({"CKP-1", "CKP-9"})
  void await_isACheckpointAndSignalIsNone() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Blocked.start(
              nursery, () -> condition.use(() -> TaskProbe.assertCheckpoints(condition::await)));
          condition.acquire();
          TaskProbe.assertNoCheckpoints(() -> condition.signal());
          TaskProbe.assertNoCheckpoints(condition::signalAll);
          TaskProbe.assertNoCheckpoints(condition::release);
        }));
  }

  @Test
  @Covers("SYN-16")
  void statistics_afterwards_doNotChange() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          waiter(nursery, "a");
          waiter(nursery, "b");
          condition.acquire();
          ConditionStatistics before = condition.statistics();
          condition.signalAll();
          condition.release();
          assertEquals(2, before.tasksWaiting());
          assertEquals(0, before.lock().tasksWaiting());
          assertEquals(Task.current(), before.lock().owner().orElseThrow());
          assertEquals(0, condition.statistics().tasksWaiting());
          assertEquals(
              "Condition[0 waiting, Lock[held by task 'a', 1 waiting]]", condition.toString());
        }));
  }
}
