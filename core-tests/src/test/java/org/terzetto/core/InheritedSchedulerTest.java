package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;

/** The JDK lets a virtual thread inherit the scheduler of the virtual thread that starts it. */
class InheritedSchedulerTest {

  @Test
  void virtualThread_startedByATask_runsBesideTheLoop() throws Exception {
    int sum =
        Terzetto.run(() -> {
          try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch all = new CountDownLatch(10);
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
              int value = i;
              results.add(
                  executor.submit(() -> {
                    all.countDown();
                    all.await(); // parks, and is scheduled again
                    return value;
                  }));
            }
            return Terzetto.blocking(() -> {
              int total = 0;
              for (Future<Integer> result : results) {
                total += result.get();
              }
              return total;
            });
          }
        });
    assertEquals(55, sum);
  }

  @Test
  void virtualThread_startedByATask_isNoTask_andMayOutliveIt() throws Exception {
    CountDownLatch taskEnded = new CountDownLatch(1);
    Thread[] started = new Thread[1];
    boolean[] inRun = {true};
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          nursery.startSoon(() -> {
            started[0] =
                Thread.startVirtualThread(() -> {
                  try {
                    taskEnded.await();
                    inRun[0] = Terzetto.inRun();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
            Checkpoints.checkpoint();
          });
        }));
    taskEnded.countDown();
    started[0].join();
    assertTrue(!inRun[0]);
  }
}
