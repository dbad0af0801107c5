package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** How long a nursery takes new children. */
class NurseryClosureTest {
  @Test
  @Covers({"NUR-18", "C-29"})
  void startSoon_byAChildAfterTheBodyEnded_works() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Nursery.run(nursery -> {
            nursery.startSoon(() -> {
              TaskProbe.waitAllTasksBlocked();
              log.add("body has ended: " + log.contains("body ended"));
              nursery.startSoon(() -> {
                Checkpoints.checkpoint();
                log.add("second child");
                nursery.startSoon(() -> log.add("third child"));
              });
            });
            log.add("body ended");
          });
          log.add("after");
        });
    assertEquals(
        List.of("body ended", "body has ended: true", "second child", "third child", "after"), log);
  }

  @Test
  @Covers("NUR-18")
  void startSoon_byATaskOutsideWhileAChildIsAlive_works() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(outer -> {
              Nursery.run(nursery -> {
                Task<?> child = nursery.startSoon(() -> parkUntilRescheduled());
                outer.startSoon(() -> {
                  TaskProbe.waitAllTasksBlocked();
                  nursery.startSoon(() -> log.add("started from outside"));
                  Parking.reschedule(child);
                });
              });
              log.add("after");
            }));
    assertEquals(List.of("started from outside", "after"), log);
  }

  private static void parkUntilRescheduled() throws InterruptedException {
    Parking.park(cancellation -> Abort.SUCCEEDED);
  }

  @Test
  @Covers("NUR-18")
  void startSoon_fromOutsideTheRun_isRefusedAndNothingRuns() throws Exception {
    List<String> log = new ArrayList<>();
    AtomicReference<Nursery> nursery = new AtomicReference<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(open -> {
              nursery.set(open);
              Terzetto.blocking(() -> assertForeignersRefused(open, log));
              TaskProbe.waitAllTasksBlocked();
            }));
    assertForeignersRefused(nursery.get(), log);
    assertEquals(List.of("refused", "refused"), log);
  }

  private static void assertForeignersRefused(Nursery nursery, List<String> log)
      throws InterruptedException {
    Thread foreigner =
        Thread.ofPlatform()
            .start(() -> {
              assertThrows(
                  WrongThreadException.class, () -> nursery.startSoon(() -> log.add("child ran")));
              assertThrows(
                  WrongThreadException.class, () -> nursery.start(status -> log.add("child ran")));
              log.add("refused");
            });
    foreigner.join();
  }

  @Test
  @Covers({"NUR-20", "C-29"})
  void startSoon_afterTheBlock_isRefusedAndNothingRuns() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          AtomicReference<Nursery> closed = new AtomicReference<>();
          Nursery.run(closed::set);
          assertRefused(closed.get(), log);
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    closed.set(nursery);
                    throw new IOException("body");
                  }));
          assertRefused(closed.get(), log);
          Nursery.run(nursery -> {
            closed.set(nursery);
            nursery.cancelScope().cancel();
            Checkpoints.checkpoint();
          });
          assertRefused(closed.get(), log);
          TaskProbe.waitAllTasksBlocked();
        });
    assertEquals(List.of(), log);
  }

  private static void assertRefused(Nursery closed, List<String> log) {
    assertThrows(IllegalStateException.class, () -> closed.startSoon(() -> log.add("child")));
    assertThrows(IllegalStateException.class, () -> closed.startSoon("n", () -> log.add("child")));
    assertThrows(
        IllegalStateException.class, () -> closed.start(status -> log.add("started child")));
  }

  @Test
  @Covers("NUR-20")
  void startSoon_inTheBatchAfterTheLastChildEnded_isRefused() throws Exception {
    // The order inside the batch decides whether the parent has gone on by then.
    for (long seed = 0; seed < 20; seed++) {
      List<String> log = new ArrayList<>();
      Terzetto.run(
          RunOptions.defaults().withSeed(seed),
          () ->
              Nursery.run(outer -> {
                AtomicReference<Nursery> inner = new AtomicReference<>();
                Task<?> latecomer =
                    outer.startSoon(() -> {
                      parkUntilRescheduled();
                      assertRefused(inner.get(), log);
                      log.add("refused");
                    });
                TaskProbe.waitAllTasksBlocked();
                Nursery.run(nursery -> {
                  inner.set(nursery);
                  nursery.startSoon(() -> {
                    TaskProbe.waitAllTasksBlocked();
                    Parking.reschedule(latecomer);
                  });
                });
              }));
      assertEquals(List.of("refused"), log);
    }
  }
}
