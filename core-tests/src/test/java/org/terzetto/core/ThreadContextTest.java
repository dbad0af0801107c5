package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.BlockingBody;
import org.terzetto.Nursery;
import org.terzetto.TaskLocal;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.testing.Covers;
import org.terzetto.thread.FromThread;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

/** What a worker sees of its task's context, and what a run sees of a thread's. */
@Covers("THR-10")
class ThreadContextTest {
  private static final TaskLocal<String> USER = new TaskLocal<>("user");
  private static final ScopedValue<String> PLACE = ScopedValue.newInstance();

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private void look() {
    seen.add(USER.orElse("nobody") + " in " + PLACE.orElse("none"));
  }

  private static void bound(String user, String place, BlockingBody<Exception> body)
      throws Exception {
    USER.<Exception>run(
        user,
        () ->
            ScopedValue.where(PLACE, place)
                .call(() -> {
                  body.run();
                  return null;
                }));
  }

  /** Where one sees the place that was bound elsewhere: in portable mode it stays behind. */
  private static String carried(String user, String place) {
    return user + " in " + Bindings.inherited(place);
  }

  @Test
  void worker_seesItsTasksContext_andChangesItForItselfOnly() throws Exception {
    Terzetto.run(() -> {
      bound(
          "me",
          "here",
          () -> {
            ToThread.<Exception>run(() -> {
              look();
              bound("you", "there", this::look);
              look();
            });
            look();
          });
      String inWorker = carried("me", "here");
      assertEquals(List.of(inWorker, "you in there", inWorker, "me in here"), seen);
    });
  }

  @Test
  void worker_ofANextCall_seesNothingOfTheLast() throws Exception {
    WorkerThreads one =
        new WorkerThreads(Thread.ofPlatform().daemon().factory(), Duration.ofDays(1));
    ThreadOptions options = ThreadOptions.defaults().withWorkers(one);
    Terzetto.run(() -> {
      for (String name : List.of("a", "b")) {
        bound(name, name, () -> ToThread.run(options, this::look));
      }
      ToThread.run(options, this::look);
      assertEquals(List.of(carried("a", "a"), carried("b", "b"), "nobody in none"), seen);
      assertEquals(1, one.statistics().living());
    });
  }

  @Test
  void fromThread_seesTheWorkersContextOfThatMoment() throws Exception {
    Terzetto.run(() -> {
      bound(
          "task",
          "at the task",
          () -> {
            look();
            ToThread.<Exception>run(() -> {
              bound(
                  "worker",
                  "at the worker",
                  () -> {
                    FromThread.run(() -> {
                      look();
                      Checkpoints.checkpoint();
                      look();
                      Nursery.run(nursery -> nursery.startSoon(this::look));
                    });
                    FromThread.call(this::look);
                  });
              FromThread.call(this::look);
            });
            look();
          });
      String atWorker = carried("worker", "at the worker");
      boolean loop = Bindings.inherited("x").equals("x");
      assertEquals(
          List.of(
              "task in at the task",
              // In portable mode the function is called by the task, with its own bindings.
              loop ? atWorker : "worker in at the task",
              loop ? atWorker : "worker in at the task",
              atWorker,
              loop ? atWorker : "worker in at the task",
              "task in at the task",
              "task in at the task"),
          seen);
    });
  }

  @Test
  void fromThread_inTheTask_changesNothingThere() throws Exception {
    Terzetto.run(() -> {
      ToThread.<Exception>run(() ->
          FromThread.run(() ->
              bound(
                  "function",
                  "in the function",
                  () -> {
                    Checkpoints.checkpoint();
                    look();
                  })));
      look();
      assertEquals(List.of("function in in the function", "nobody in none"), seen);
    });
  }

  @Test
  void fromThread_withAToken_seesTheForeignThreadsContext() throws Exception {
    Terzetto.run(() ->
        bound(
            "task",
            "at the task",
            () -> {
              RunToken token = RunToken.current();
              Thread foreign =
                  ForeignThreads.start(() ->
                      bound(
                          "foreigner",
                          "abroad",
                          () -> {
                            FromThread.run(
                                token,
                                () -> {
                                  look();
                                  Checkpoints.checkpoint();
                                  look();
                                });
                            FromThread.call(token, this::look);
                          }));
              Terzetto.blocking(() -> foreign.join());
              String abroad = carried("foreigner", "abroad");
              assertEquals(List.of(abroad, abroad, abroad), seen);
            }));
  }

  @Test
  void tasksAndWorkers_manyAtOnce_doNotMix() throws Exception {
    Terzetto.run(() -> {
      Nursery.run(nursery -> {
        for (String name : List.of("a", "b", "c", "d")) {
          nursery.startSoon(() ->
              bound(
                  name,
                  name,
                  () -> {
                    String expected = carried(name, name);
                    for (int i = 0; i < 20; i++) {
                      ToThread.<Exception>run(() -> {
                        assertEquals(expected, USER.get() + " in " + PLACE.orElse("none"));
                        FromThread.run(() -> {
                          Checkpoints.checkpoint();
                          assertEquals(name + " in " + name, USER.get() + " in " + PLACE.get());
                        });
                      });
                      assertEquals(name, PLACE.get());
                    }
                    look();
                  }));
        }
      });
      assertEquals(
          List.of("a in a", "b in b", "c in c", "d in d"), seen.stream().sorted().toList());
    });
  }
}
