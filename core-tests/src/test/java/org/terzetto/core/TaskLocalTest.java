package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.TaskLocal;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.lowlevel.TaskContext;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

class TaskLocalTest {
  private static final TaskLocal<String> USER = new TaskLocal<>("user");
  private static final TaskLocal<String> PLACE = new TaskLocal<>("place");

  private final List<String> seen = new ArrayList<>();

  private void look() {
    seen.add(USER.orElse("nobody"));
  }

  // ---- one task -------------------------------------------------------------------------------

  @Test
  void run_bindsForTheBlockAlone() throws Exception {
    Terzetto.run(() -> {
      look();
      USER.run(
          "outer",
          () -> {
            look();
            assertEquals(
                "result",
                USER.call(
                    "inner",
                    () -> {
                      look();
                      return "result";
                    }));
            look();
          });
      look();
    });
    assertEquals(List.of("nobody", "outer", "inner", "outer", "nobody"), seen);
  }

  @Test
  void run_blockThrows_restoresAndThrowsThatVeryObject() throws Exception {
    IOException failure = new IOException("the block fails");
    Terzetto.run(() -> {
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  USER.run(
                      "inside",
                      () -> {
                        throw failure;
                      })));
      assertFalse(USER.isBound());
    });
  }

  @Test
  void get_unbound_saysSo() throws Exception {
    Terzetto.run(() -> {
      var failure = assertThrows(NoSuchElementException.class, USER::get);
      assertEquals(
          "TaskLocal[user] is not bound here; bind it with TaskLocal.run, or use orElse",
          failure.getMessage());
    });
  }

  @Test
  void value_null_isBound() throws Exception {
    USER.run(
        null,
        () -> {
          assertTrue(USER.isBound());
          assertNull(USER.get());
          assertNull(USER.orElse("other"));
        });
  }

  @Test
  void variables_areIndependent() throws Exception {
    Terzetto.run(() ->
        USER.run(
            "me",
            () ->
                PLACE.run(
                    "here",
                    () -> {
                      assertEquals("me", USER.get());
                      assertEquals("here", PLACE.get());
                      USER.run("you", () -> assertEquals("here", PLACE.get()));
                    })));
  }

  @Test
  void misuse_null_isRefusedBeforeAnythingChanges() {
    assertThrows(NullPointerException.class, () -> new TaskLocal<String>(null));
    assertThrows(NullPointerException.class, () -> USER.run("x", null));
    assertThrows(NullPointerException.class, () -> USER.call("x", null));
    assertFalse(USER.isBound());
  }

  // ---- main and the caller of run -------------------------------------------------------------

  @Test
  @Covers("CTX-1")
  void main_startsWithTheValuesOfTheCallerOfRun() throws Exception {
    USER.run(
        "caller",
        () -> {
          runMain();
          look();
        });
    assertEquals(List.of("caller", "main", "caller", "caller"), seen);
  }

  private void runMain() {
    try {
      Terzetto.run(() -> {
        look();
        USER.run("main", this::look);
        look();
      });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Covers("CTX-1")
  void callback_seesTheValuesOfTheCallerOfRun() throws Exception {
    USER.call(
        "caller",
        () ->
            Terzetto.<Object>run(() -> {
              USER.run("submitter", () -> RunToken.current().runSoon(this::look));
              return null;
            }));
    assertEquals(List.of("caller"), seen);
  }

  // ---- children -------------------------------------------------------------------------------

  @Test
  @Covers("CTX-2")
  void child_hasTheValuesOfItsSpawnerAsOfTheSpawn() throws Exception {
    Terzetto.run(() ->
        USER.run(
            "where it was opened",
            () ->
                Nursery.run(nursery -> {
                  USER.run("first", () -> nursery.startSoon(this::look));
                  TaskProbe.waitAllTasksBlocked();
                  USER.run(
                      "second",
                      () ->
                          nursery.startSoon(() -> {
                            look();
                            Checkpoints.checkpoint();
                            look();
                          }));
                  USER.run("later", TaskProbe::waitAllTasksBlocked);
                })));
    assertEquals(List.of("first", "second", "second"), seen);
  }

  @Test
  @Covers("CTX-2")
  void child_thatBinds_changesNothingForOthers() throws Exception {
    Terzetto.run(() ->
        USER.run(
            "parent",
            () ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> USER.run("child", TaskProbe::waitAllTasksBlocked));
                  nursery.startSoon(() -> {
                    Checkpoints.checkpoint();
                    look();
                  });
                  Checkpoints.checkpoint();
                  look();
                })));
    assertEquals(List.of("parent", "parent"), seen);
  }

  @Test
  @Covers("CTX-2")
  void child_startedInAnothersNursery_hasTheValuesOfWhoeverStartsIt() throws Exception {
    Terzetto.run(() ->
        USER.run(
            "opener",
            () ->
                Nursery.run(outer ->
                    outer.startSoon(
                        () -> USER.run("starter", () -> outer.startSoon(this::look))))));
    assertEquals(List.of("starter"), seen);
  }

  @Test
  @Covers("CTX-2")
  void start_childHasTheValuesOfTheCallerOfStart() throws Exception {
    Terzetto.run(
        () -> Nursery.run(nursery -> USER.run("caller of start", () -> startQuietly(nursery))));
    assertEquals(List.of("caller of start", "caller of start"), seen);
  }

  private void startQuietly(Nursery nursery) throws InterruptedException {
    try {
      nursery.<Object>start(status -> {
        look();
        status.started(null);
        look();
      });
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Covers("CTX-2")
  void child_startedByNoTask_hasTheValuesOfTheCallerOfRun() throws Exception {
    RunOptions options = VirtualTime.options();
    USER.call(
        "caller",
        () ->
            Terzetto.<Object>run(
                options,
                () -> {
                  Nursery.run(nursery ->
                      USER.run(
                          "sleeper",
                          () ->
                              CancelScope.moveOnAfter(
                                  Duration.ofSeconds(1),
                                  scope ->
                                      Parking.park(cancellation -> {
                                        assertFalse(Terzetto.inTask());
                                        nursery.startSoon(this::look);
                                        return Abort.SUCCEEDED;
                                      }))));
                  return null;
                }));
    assertEquals(List.of("caller"), seen);
  }

  // ---- system tasks ---------------------------------------------------------------------------

  @Test
  @Covers({"CTX-3", "RUN-14"})
  void systemTask_hasTheValuesOfTheCallerOfRun() throws Exception {
    USER.call(
        "caller",
        () ->
            Terzetto.<Object>run(() -> {
              USER.run("spawner", () -> SystemTasks.spawn("system", this::look));
              TaskProbe.waitAllTasksBlocked();
              return null;
            }));
    assertEquals(List.of("caller"), seen);
  }

  @Test
  @Covers("CTX-3")
  void systemTask_givenAContext_hasThat() throws Exception {
    USER.call(
        "caller",
        () ->
            Terzetto.<Object>run(() -> {
              TaskContext context = USER.call("given", TaskContext::capture);
              SystemTasks.spawn(
                  "system",
                  () -> {
                    context.run(() -> {
                      look();
                      Checkpoints.checkpoint();
                      look();
                    });
                    look();
                  });
              TaskProbe.waitAllTasksBlocked();
              return null;
            }));
    assertEquals(List.of("given", "given", "caller"), seen);
  }

  // ---- other code -----------------------------------------------------------------------------

  @Test
  void context_isASnapshot() throws Exception {
    Terzetto.run(() ->
        USER.run(
            "one",
            () -> {
              TaskContext context = TaskContext.capture();
              USER.run(
                  "two",
                  () ->
                      PLACE.run(
                          "here",
                          () -> {
                            context.run(() -> {
                              look();
                              assertFalse(PLACE.isBound());
                            });
                            look();
                          }));
            }));
    assertEquals(List.of("one", "two"), seen);
  }

  @Test
  void blocking_seesTheTasksValues_andItsOwnGoNowhere() throws Exception {
    Terzetto.run(() -> {
      USER.run(
          "task",
          () -> {
            Terzetto.blocking(() -> {
              look();
              USER.run("inside", this::look);
              look();
            });
            look();
          });
      Terzetto.blocking(this::look);
    });
    assertEquals(List.of("task", "inside", "task", "task", "nobody"), seen);
  }

  @Test
  void tasksThatTakeTurns_keepTheirOwn() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (String name : List.of("a", "b", "c")) {
            nursery.startSoon(() ->
                USER.run(
                    name,
                    () -> {
                      for (int i = 0; i < 10; i++) {
                        assertEquals(name, USER.get());
                        Checkpoints.checkpoint();
                      }
                      look();
                    }));
          }
        }));
    assertEquals(List.of("a", "b", "c"), seen.stream().sorted().toList());
  }

  @Test
  void foreignThread_hasValuesOfItsOwn() throws Exception {
    USER.run(
        "here",
        () ->
            ForeignThreads.join(() -> {
              look();
              USER.run("there", this::look);
            }));
    assertEquals(List.of("nobody", "there"), seen);
  }
}
