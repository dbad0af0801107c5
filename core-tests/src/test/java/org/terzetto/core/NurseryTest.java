package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.TaskProbe;

/** Children that come and go, without failures. */
class NurseryTest {
  @Test
  @Covers("NUR-1")
  void run_childrenAndBody_takeTurns() throws Exception {
    Sequencer sequencer = new Sequencer();
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              nursery.startSoon(() -> sequencer.at(0, () -> log.add("first child")));
              nursery.startSoon(() -> {
                sequencer.at(2, () -> log.add("second child"));
                sequencer.at(3, () -> log.add("second child again"));
              });
              sequencer.at(1, () -> log.add("body"));
              sequencer.at(4, () -> log.add("body again"));
            }));
    assertEquals(
        List.of("first child", "body", "second child", "second child again", "body again"), log);
  }

  @Test
  @Covers("NUR-1")
  void run_twoChildrenAtCheckpoints_alternate() throws Exception {
    for (long seed = 0; seed < 10; seed++) {
      List<String> log = new ArrayList<>();
      Terzetto.run(
          RunOptions.defaults().withSeed(seed),
          () ->
              Nursery.run(nursery -> {
                nursery.startSoon(() -> logAtCheckpoints("a", log));
                nursery.startSoon(() -> logAtCheckpoints("b", log));
              }));
      assertEquals(6, log.size());
      for (int i = 0; i < 3; i++) {
        assertEquals(Set.of("a" + i, "b" + i), Set.copyOf(log.subList(2 * i, 2 * i + 2)));
      }
    }
  }

  private static void logAtCheckpoints(String name, List<String> log) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      log.add(name + i);
      Checkpoints.checkpoint();
    }
  }

  @Test
  @Covers("NUR-1")
  void run_childrenTakeLongerThanTheBody_endsAfterTheLastOfThem() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Nursery.run(nursery -> {
            for (int i = 1; i <= 3; i++) {
              int checkpoints = 2 * i;
              nursery.startSoon(() -> {
                passCheckpoints(checkpoints);
                log.add("child " + checkpoints);
              });
            }
            log.add("body");
          });
          log.add("after");
        });
    assertEquals(List.of("body", "child 2", "child 4", "child 6", "after"), log);
  }

  @Test
  @Covers("NUR-1")
  void run_bodyTakesLongerThanTheChildren_endsAfterTheBody() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Nursery.run(nursery -> {
            nursery.startSoon(() -> log.add("child"));
            TaskProbe.waitAllTasksBlocked();
            assertEquals(List.of(), nursery.childTasks());
            log.add("body");
          });
          log.add("after");
        });
    assertEquals(List.of("child", "body", "after"), log);
  }

  private static void passCheckpoints(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Checkpoints.checkpoint();
    }
  }

  @Test
  @Covers({"NUR-1", "NUR-2"})
  void task_stateAndResult_followItsLife() throws Exception {
    Task<String> task =
        Terzetto.run(
            RunOptions.defaults(),
            () -> {
              List<Task<String>> tasks = new ArrayList<>();
              Nursery.run(nursery -> {
                Task<String> child =
                    nursery.startSoon(() -> {
                      Checkpoints.checkpoint();
                      return "value";
                    });
                assertEquals(Task.State.RUNNING, child.state());
                assertThrows(IllegalStateException.class, () -> child.result());
                tasks.add(child);
              });
              assertEquals(Task.State.SUCCEEDED, tasks.getFirst().state());
              assertEquals("value", tasks.getFirst().result());
              return tasks.getFirst();
            });
    assertEquals(Task.State.SUCCEEDED, task.state());
  }

  @Test
  @Covers({"NUR-3", "NUR-10"})
  void task_thatFailedOrWasCancelled_saysSo() throws Exception {
    IOException failure = new IOException("child");
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    tasks.add(nursery.startSoon(() -> Terzetto.sleepForever()));
                    tasks.add(
                        nursery.startSoon(() -> {
                          throw failure;
                        }));
                  }));
          assertEquals(Task.State.CANCELLED, tasks.getFirst().state());
          assertThrows(IllegalStateException.class, () -> tasks.getFirst().result());
          assertEquals(Task.State.FAILED, tasks.getLast().state());
          IllegalStateException noResult =
              assertThrows(IllegalStateException.class, () -> tasks.getLast().result());
          assertSame(failure, noResult.getCause());
        });
  }

  @Test
  @Covers("NUR-2")
  void startSoon_returnsBeforeTheChildRuns_withoutACheckpoint() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              TaskProbe.assertNoCheckpoints(() -> {
                nursery.startSoon(() -> log.add("child"));
                nursery.startSoon("named", () -> log.add("child"));
                nursery.startSoon(() -> log.add("child"));
              });
              assertEquals(List.of(), log);
              assertEquals(3, nursery.childTasks().size());
            }));
    assertEquals(List.of("child", "child", "child"), log);
  }

  @Test
  @Covers("NUR-21")
  void run_waitsForChildren_parentIsScheduledOnceByTheLastToExit() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () -> {
          Nursery.run(nursery -> {
            for (int i = 0; i < 4; i++) {
              int checkpoints = 2 * i;
              nursery.startSoon("child " + i, () -> passCheckpoints(checkpoints));
            }
            recorder.clear();
          });
          List<Event> events = recorder.events();
          Event parentScheduled = new Event(Hook.TASK_SCHEDULED, "main", null);
          assertEquals(1, events.stream().filter(parentScheduled::equals).count());
          assertTrue(
              events.indexOf(parentScheduled)
                  > events.indexOf(new Event(Hook.TASK_EXITED, "child 2", null)));
          Event lastStepOfLastChild =
              events.subList(0, events.indexOf(parentScheduled)).stream()
                  .filter(event -> event.hook() == Hook.BEFORE_TASK_STEP)
                  .reduce((earlier, later) -> later)
                  .orElseThrow();
          assertEquals("child 3", lastStepOfLastChild.task());
        });
  }

  @Test
  @Covers({"NUR-22", "RUN-22"})
  void run_bodyReturnsEarly_childrenGoOn() throws Exception {
    List<String> log = new ArrayList<>();
    int value =
        Terzetto.<Integer>run(
            RunOptions.defaults(),
            () ->
                Nursery.call(nursery -> {
                  nursery.startSoon(() -> {
                    TaskProbe.waitAllTasksBlocked();
                    log.add("child ended");
                  });
                  for (int i = 0; ; i++) {
                    if (i == 3) {
                      return i;
                    }
                  }
                }));
    assertEquals(3, value);
    assertEquals(List.of("child ended"), log);
  }

  @Test
  @Covers({"NUR-18", "NUR-19"})
  void startSoon_byAnotherTask_makesAChildOfTheNurserysParent() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(outer ->
                Nursery.run(handlers -> {
                  outer.startSoon(
                      "server",
                      () -> {
                        Task<?> handler = handlers.startSoon("handler", () -> passCheckpoints(5));
                        assertSame(handlers, handler.parentNursery().orElseThrow());
                        assertEquals(List.of(handler), handlers.childTasks());
                        assertEquals(List.of(), Task.current().childNurseries());
                        log.add("server ended");
                      });
                  TaskProbe.waitAllTasksBlocked();
                })));
    assertEquals(List.of("server ended"), log);
  }

  @Test
  @Covers("NUR-19")
  void startSoon_byAnotherTask_theFailureGoesToTheNursery() throws Exception {
    IOException failure = new IOException("handler");
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(outer -> {
              ExceptionGroup group =
                  assertThrows(
                      ExceptionGroup.class,
                      () ->
                          Nursery.run(handlers -> {
                            outer.startSoon(() -> serve(handlers, failure, log));
                            Terzetto.sleepForever();
                          }));
              assertEquals(List.of(failure), group.exceptions());
            }));
    assertEquals(List.of("server goes on"), log);
  }

  private static void serve(Nursery handlers, IOException failure, List<String> log)
      throws InterruptedException {
    handlers.startSoon(() -> {
      throw failure;
    });
    passCheckpoints(10);
    log.add("server goes on");
  }

  private static final class Fetch implements TaskBody {
    @Override
    public void run() {}
  }

  @Test
  @Covers("NUR-27")
  void name_notGiven_isMadeFromTheBodysClassAndANumber() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              TaskBody body = new Fetch();
              String first = nursery.startSoon(body).name();
              String second = nursery.startSoon(body).name();
              assertTrue(first.contains("Fetch"), first);
              assertTrue(second.contains("Fetch"), second);
              assertNotEquals(first, second);
            }));
  }

  @Test
  @Covers("NUR-27")
  void name_given_isTheName() throws Exception {
    List<String> names = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              names.add(nursery.startSoon("body", () -> names.add(own())).name());
              names.add(nursery.startSoon("call", () -> 8).name());
              nursery.<Object>start(
                  "started",
                  status -> {
                    names.add(own());
                    status.started(null);
                  });
            }));
    names.sort(null);
    assertEquals(List.of("body", "body", "call", "started"), names);
  }

  private static String own() {
    return Task.current().name();
  }

  @Test
  @Covers("NUR-28")
  void nursery_cannotBeMadeByUsers() throws Exception {
    assertTrue(Nursery.class.isSealed());
    assertFalse(Modifier.isFinal(Nursery.class.getModifiers()));
    assertTrue(
        Arrays.stream(Nursery.class.getDeclaredConstructors())
            .noneMatch(c -> Modifier.isPublic(c.getModifiers())));
    for (Class<?> permitted : Nursery.class.getPermittedSubclasses()) {
      assertEquals("org.terzetto.internal", permitted.getPackageName());
    }
    ModuleDescriptor module =
        ModuleFinder.of(
                Path.of(Nursery.class.getProtectionDomain().getCodeSource().getLocation().toURI()))
            .find("org.terzetto")
            .orElseThrow()
            .descriptor();
    module.exports().stream()
        .filter(exported -> exported.source().equals("org.terzetto.internal"))
        .forEach(exported -> assertEquals(Set.of("org.terzetto.scheduler"), exported.targets()));
  }

  @Test
  @Covers("NUR-1")
  void run_tenThousandChildren_allEnd() throws Exception {
    List<Integer> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              for (int i = 0; i < 10_000; i++) {
                nursery.startSoon(() -> {
                  Checkpoints.checkpoint();
                  log.add(RunStatistics.current().tasksLiving());
                });
              }
            }));
    assertEquals(10_000, log.size());
    assertEquals(4, log.getLast());
  }
}
