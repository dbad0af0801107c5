package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.terzetto.Nursery;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.TaskProbe;

/** Bindings of {@link ScopedValue}s: whose a task sees. */
class ScopedValueTest {
  private static final ScopedValue<String> NAME = ScopedValue.newInstance();

  private final List<String> seen = new ArrayList<>();

  private static void bound(String value, TaskBody body) throws Exception {
    ScopedValue.where(NAME, value)
        .call(() -> {
          body.run();
          return null;
        });
  }

  private void look() {
    seen.add(NAME.orElse("nothing"));
  }

  @Test
  @EnabledIfSystemProperty(named = "terzetto.taskMode", matches = "loop")
  void child_seesTheBindingsWhereItsNurseryWasOpened() throws Exception {
    Terzetto.run(() ->
        bound(
            "where it was opened",
            () ->
                Nursery.run(nursery ->
                    bound("where it was started", () -> nursery.startSoon(this::look)))));
    assertEquals(List.of("where it was opened"), seen);
  }

  @Test
  @EnabledIfSystemProperty(named = "terzetto.taskMode", matches = "loop")
  void child_startedByAnotherTask_seesTheBindingsWhereItsNurseryWasOpened() throws Exception {
    Terzetto.run(() ->
        bound(
            "outer",
            () ->
                Nursery.run(outer ->
                    outer.startSoon(() ->
                        bound(
                            "inner",
                            () ->
                                Nursery.run(inner -> {
                                  inner.startSoon(this::look);
                                  inner.startSoon(() -> outer.startSoon(this::look));
                                  TaskProbe.waitAllTasksBlocked();
                                }))))));
    assertEquals(List.of("inner", "outer"), seen);
  }

  @Test
  @EnabledIfSystemProperty(named = "terzetto.taskMode", matches = "loop")
  void nursery_openedWithoutBindings_hidesThoseOfItsBody() throws Exception {
    Terzetto.run(
        () -> Nursery.run(nursery -> bound("in the body", () -> nursery.startSoon(this::look))));
    assertEquals(List.of("nothing"), seen);
  }

  @Test
  @EnabledIfSystemProperty(named = "terzetto.taskMode", matches = "loop")
  void mainAndSystemTasks_seeTheBindingsOfTheCallOfRun() throws Exception {
    bound(
        "the caller's",
        () ->
            Terzetto.run(() -> {
              look();
              bound("main's", () -> SystemTasks.spawn("service", this::look));
              TaskProbe.waitAllTasksBlocked();
            }));
    assertEquals(List.of("the caller's", "the caller's"), seen);
  }

  @Test
  @EnabledIfSystemProperty(named = "terzetto.taskMode", matches = "portable")
  void inPortableMode_nothingIsInherited() throws Exception {
    bound(
        "the caller's",
        () ->
            Terzetto.run(() -> {
              look();
              bound("main's", () -> Nursery.run(nursery -> nursery.startSoon(this::look)));
            }));
    assertEquals(List.of("nothing", "nothing"), seen);
  }

  @Test
  void bindings_ofTasksThatTakeTurns_doNotMix() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          for (String name : List.of("a", "b", "c")) {
            nursery.startSoon(() ->
                bound(
                    name,
                    () -> {
                      for (int i = 0; i < 10; i++) {
                        assertEquals(name, NAME.get());
                        Checkpoints.checkpoint();
                        assertEquals(name, NAME.get());
                        Terzetto.blocking(() -> assertEquals(name, NAME.get()));
                      }
                      look();
                    }));
          }
        }));
    assertEquals(List.of("a", "b", "c"), seen.stream().sorted().toList());
  }
}
