package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.TaskTrace;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Several failures in one: how groups come about, and how they are taken apart. */
class ExceptionGroupTest {
  private final IOException io = new IOException("io");
  private final IOException file = new FileNotFoundException("file");
  private final RuntimeException state = new IllegalStateException("state");
  private final Error error = new AssertionError("error");

  @Test
  @Covers("EXG-1")
  void nursery_withSeveralFailures_reportsThemAll() throws Exception {
    Terzetto.run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    for (Exception failure : List.of(io, state)) {
                      nursery.startSoon(() -> {
                        try {
                          Terzetto.sleepForever();
                        } finally {
                          throwFromFinally(failure);
                        }
                      });
                    }
                    TaskProbe.waitAllTasksBlocked();
                    throw error;
                  }));
      assertEquals(3, group.exceptions().size());
      assertSame(error, group.exceptions().get(0));
      assertTrue(group.exceptions().containsAll(List.of(io, state)));
    });
  }

  private static void throwFromFinally(Exception failure) throws Exception {
    throw failure;
  }

  @Test
  @Covers({"EXG-1", "EXG-2"})
  void nurseries_nested_wrapOncePerLevel() throws Exception {
    Terzetto.run(() -> {
      ExceptionGroup outer =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery ->
                      nursery.startSoon(() ->
                          Nursery.run(inner ->
                              inner.startSoon(() -> {
                                throw io;
                              })))));
      ExceptionGroup inner = assertInstanceOf(ExceptionGroup.class, outer.exceptions().get(0));
      assertEquals(List.of(io), inner.exceptions());
      assertEquals(1, outer.exceptions().size());
    });
  }

  @Test
  @Covers("EXG-1")
  void failure_carriesTheTraceOfItsTask() throws Exception {
    Terzetto.run(() ->
        assertThrows(
            ExceptionGroup.class,
            () ->
                Nursery.run(nursery ->
                    nursery.startSoon(
                        "the reader",
                        () -> {
                          throw io;
                        }))));
    List<Throwable> traces = List.of(io.getSuppressed());
    assertEquals(1, traces.size());
    TaskTrace trace = assertInstanceOf(TaskTrace.class, traces.get(0));
    assertTrue(trace.getMessage().contains("'the reader'"), trace.getMessage());
    assertEquals(0, trace.getStackTrace().length, "where it was spawned: only in debug mode");
  }

  @Test
  @Covers("EXG-2")
  void split_walksAllLevelsAndKeepsStructure() {
    ExceptionGroup group =
        new ExceptionGroup(
            "top",
            List.of(
                io,
                new ExceptionGroup("mixed", List.of(state, file)),
                new ExceptionGroup("no io", List.of(error)),
                new ExceptionGroup("only io", List.of(file))));

    ExceptionGroup.Split split = group.split(IOException.class);

    ExceptionGroup matching = split.matching().orElseThrow();
    assertEquals("top (3 exceptions)", matching.getMessage());
    assertSame(io, matching.exceptions().get(0));
    assertGroup("mixed (1 exception)", List.of(file), matching.exceptions().get(1));
    assertSame(group.exceptions().get(3), matching.exceptions().get(2), "a whole group");
    ExceptionGroup rest = split.rest().orElseThrow();
    assertEquals("top (2 exceptions)", rest.getMessage());
    assertGroup("mixed (1 exception)", List.of(state), rest.exceptions().get(0));
    assertSame(group.exceptions().get(2), rest.exceptions().get(1), "a whole group");
  }

  private static void assertGroup(String message, List<Throwable> members, Throwable actual) {
    ExceptionGroup group = assertInstanceOf(ExceptionGroup.class, actual);
    assertEquals(message, group.getMessage());
    assertEquals(members, group.exceptions());
  }

  @Test
  @Covers("EXG-2")
  void split_ofGroupThatMatchesWhollyOrNotAtAll_givesThatVeryGroup() {
    ExceptionGroup group =
        new ExceptionGroup("top", List.of(io, new ExceptionGroup("sub", List.of(file))));
    assertEquals(
        new ExceptionGroup.Split(Optional.of(group), Optional.empty()),
        group.split(IOException.class));
    assertEquals(
        new ExceptionGroup.Split(Optional.empty(), Optional.of(group)),
        group.split(leaf -> leaf == state));
  }

  @Test
  @Covers({"EXG-2", "EXG-4"})
  void split_partsKeepStackTraceCauseAndNotes() {
    ExceptionGroup group = new ExceptionGroup("top", List.of(io, state));
    group.initCause(error);
    group.addSuppressed(file);

    ExceptionGroup part = group.split(IOException.class).matching().orElseThrow();

    assertNotSame(group, part);
    assertArrayEquals(group.getStackTrace(), part.getStackTrace());
    assertSame(error, part.getCause());
    assertEquals(List.of(io, file), List.of(part.getSuppressed()));
    assertEquals(List.of(io), part.exceptions());
  }

  @Test
  @Covers("EXG-2")
  void leaves_areFoundAtEveryDepthInOrder() {
    ExceptionGroup group =
        new ExceptionGroup(
            "top",
            List.of(
                new ExceptionGroup("a", List.of(file, new ExceptionGroup("b", List.of(state, io)))),
                error));
    assertEquals(List.of(file, io), group.leaves(IOException.class));
    assertEquals(List.of(file, state, io, error), group.leaves(Throwable.class));
    assertEquals(List.of(), group.leaves(Cancelled.class));
    assertEquals(List.of(), group.leaves(ExceptionGroup.class), "groups are no leaves");
  }

  @Test
  @Covers("EXG-2")
  void group_nestedVeryDeep_isTakenApartWithoutStackOverflow() {
    ExceptionGroup group = new ExceptionGroup("innermost", List.of(io, state));
    for (int i = 0; i < 2_000; i++) {
      group = new ExceptionGroup("level", List.of(group));
    }
    assertEquals(List.of(io), group.leaves(IOException.class));
    ExceptionGroup.Split split = group.split(IOException.class);
    assertEquals(List.of(io), split.matching().orElseThrow().leaves(Throwable.class));
    assertEquals(List.of(state), split.rest().orElseThrow().leaves(Throwable.class));
  }

  @Test
  @Covers("EXG-3")
  void group_ofErrorsOrCancelled_isOfTheOneUncheckedKind() throws Exception {
    Terzetto.run(() -> {
      CancelScope outer = CancelScope.create();
      outer.run(scope -> {
        ExceptionGroup group =
            assertThrows(
                ExceptionGroup.class,
                () ->
                    Nursery.run(nursery -> {
                      nursery.startSoon(Terzetto::sleepForever);
                      TaskProbe.waitAllTasksBlocked();
                      outer.cancel();
                      throw error;
                    }));
        assertInstanceOf(RuntimeException.class, group);
        assertEquals(2, group.exceptions().size());
        assertSame(error, group.exceptions().get(0));
        assertInstanceOf(Cancelled.class, group.exceptions().get(1));
      });
    });
  }

  @Test
  @Covers("EXG-4")
  void nursery_withOneFailureAndCancelledSiblings_keepsGroupOfOne() throws Exception {
    Terzetto.run(() -> {
      ExceptionGroup outer =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    nursery.startSoon(Terzetto::sleepForever);
                    nursery.startSoon(() -> {
                      throw io;
                    });
                    Nursery.run(inner -> {
                      inner.startSoon(Terzetto::sleepForever);
                      inner.startSoon(() -> {
                        throw state;
                      });
                      nursery.cancelScope().cancel();
                    });
                  }));
      assertEquals(2, outer.exceptions().size());
      assertTrue(outer.exceptions().contains(io));
      List<Throwable> others = new ArrayList<>(outer.exceptions());
      others.remove(io);
      ExceptionGroup inner = assertInstanceOf(ExceptionGroup.class, others.get(0));
      assertEquals(List.of(state), inner.exceptions(), "its Cancelled are gone, the group stays");
    });
  }

  @Test
  @Covers("EXG-7")
  void run_dyingOfInternalError_doesNotLoseMainsFailure() {
    TerzettoInternalError thrown =
        assertThrows(
            TerzettoInternalError.class,
            () ->
                Terzetto.run(() -> {
                  SystemTasks.spawn(
                      "service",
                      () -> {
                        throw state;
                      });
                  try {
                    Terzetto.sleepForever();
                  } finally {
                    throwFromFinally(io);
                  }
                }));
    StringWriter everything = new StringWriter();
    thrown.printStackTrace(new PrintWriter(everything, true));
    assertTrue(everything.toString().contains("IllegalStateException: state"), "what killed it");
    assertTrue(List.of(thrown.getSuppressed()).contains(io), "what main threw");
  }

  @Test
  @Covers("EXG-1")
  void group_holdsItsMembersAsSuppressedExceptionsToo() {
    ExceptionGroup group = new ExceptionGroup("top", List.of(io, state));
    assertEquals(List.of(io, state), List.of(group.getSuppressed()));
    assertEquals("top (2 exceptions)", group.getMessage());
  }

  @Test
  @Covers("EXG-1")
  void group_copiesItsMembers() {
    List<Throwable> members = new ArrayList<>(List.of(io));
    ExceptionGroup group = new ExceptionGroup("top", members);
    members.add(state);
    assertEquals(List.of(io), group.exceptions());
    assertThrows(UnsupportedOperationException.class, () -> group.exceptions().add(state));
  }

  @Test
  @Covers("EXG-1")
  void group_ofNothing_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ExceptionGroup("empty", List.of()));
  }

  @Test
  @Covers({"EXG-1", "EXG-2"})
  void printStackTrace_drawsEveryMemberOnce() {
    ExceptionGroup group =
        new ExceptionGroup("top", List.of(io, new ExceptionGroup("sub", List.of(state, error))));
    group.initCause(file);
    StringWriter text = new StringWriter();
    group.printStackTrace(new PrintWriter(text, true));
    List<String> lines = text.toString().lines().toList();
    assertEquals("org.terzetto.ExceptionGroup: top (2 exceptions)", lines.get(0));
    for (String line :
        List.of(
            "Caused by:",
            "  java.io.FileNotFoundException: file",
            "+-- 1 of 2 ----",
            "|   java.io.IOException: io",
            "+-- 2 of 2 ----",
            "    org.terzetto.ExceptionGroup: sub (2 exceptions)",
            "    +-- 1 of 2 ----",
            "    |   java.lang.IllegalStateException: state",
            "    +-- 2 of 2 ----",
            "        java.lang.AssertionError: error")) {
      assertEquals(1, lines.stream().filter(line::equals).count(), line + " in\n" + text);
    }
  }
}
