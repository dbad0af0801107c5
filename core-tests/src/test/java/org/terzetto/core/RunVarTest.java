package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

class RunVarTest {
  private static final RunVar<String> BARE = new RunVar<>("bare");
  private static final RunVar<String> COLOUR = new RunVar<>("colour", "grey");

  @Test
  @Covers("CTX-4")
  void value_setByATask_isSeenByAllTasksOfTheRun() throws Exception {
    List<String> seen = new ArrayList<>();
    Terzetto.run(() -> {
      Nursery.run(nursery -> nursery.startSoon(() -> COLOUR.set("red")));
      seen.add(COLOUR.get());
      SystemTasks.spawn("system", () -> seen.add(COLOUR.get()));
      TaskProbe.waitAllTasksBlocked();
    });
    assertEquals(List.of("red", "red"), seen);
  }

  @Test
  @Covers("CTX-4")
  void value_inTheNextRun_isTheDefault() throws Exception {
    Terzetto.run(() -> {
      COLOUR.set("red");
      BARE.set("set");
    });
    Terzetto.run(() -> {
      assertEquals("grey", COLOUR.get());
      assertThrows(NoSuchElementException.class, BARE::get);
    });
  }

  @Test
  @Covers({"CTX-4", "RUN-5"})
  void value_inTwoRunsAtATime_isEachRunsOwn() throws Exception {
    Terzetto.run(() -> {
      COLOUR.set("red");
      ForeignThreads.join(() ->
          Terzetto.run(() -> {
            assertEquals("grey", COLOUR.get());
            COLOUR.set("blue");
          }));
      assertEquals("red", COLOUR.get());
    });
  }

  @Test
  @Covers("CTX-5")
  void get_unsetWithoutDefault_saysSo() throws Exception {
    Terzetto.run(() -> {
      var failure = assertThrows(NoSuchElementException.class, BARE::get);
      assertEquals(
          "RunVar[bare] is unset in this run and has no default; set it, or use orElse",
          failure.getMessage());
    });
  }

  @Test
  @Covers("CTX-5")
  void orElse_winsOverTheDefaultButNotOverAValue() throws Exception {
    Terzetto.run(() -> {
      assertEquals("other", BARE.orElse("other"));
      assertEquals("other", COLOUR.orElse("other"));
      COLOUR.set("red");
      assertEquals("red", COLOUR.orElse("other"));
    });
  }

  @Test
  void getOrSet_makesOneValuePerRun() throws Exception {
    RunVar<Object> one = new RunVar<>("one", "a default");
    List<Object> made = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Terzetto.run(() -> {
        Object first = one.getOrSet(Object::new);
        made.add(first);
        assertSame(first, one.getOrSet(Object::new));
        assertSame(first, one.get());
      });
    }
    assertEquals(2, made.stream().distinct().count());
  }

  @Test
  @Covers("CTX-6")
  void reset_restoresEachStateBefore() throws Exception {
    Terzetto.run(() -> {
      RunVar.Token<String> unset = BARE.set("first");
      RunVar.Token<String> first = BARE.set("second");
      BARE.reset(first);
      assertEquals("first", BARE.get());
      BARE.reset(unset);
      assertThrows(NoSuchElementException.class, BARE::get);
    });
  }

  @Test
  @Covers("CTX-6")
  void reset_ofNull_tellsItFromUnset() throws Exception {
    Terzetto.run(() -> {
      BARE.set(null);
      RunVar.Token<String> token = BARE.set("value");
      BARE.reset(token);
      assertNull(BARE.get());
      assertNull(BARE.orElse("other"));
    });
  }

  @Test
  @Covers("CTX-6")
  void reset_twice_failsAndChangesNothing() throws Exception {
    Terzetto.run(() -> {
      RunVar.Token<String> token = BARE.set("first");
      BARE.reset(token);
      BARE.set("second");
      assertThrows(IllegalStateException.class, () -> BARE.reset(token));
      assertEquals("second", BARE.get());
    });
  }

  @Test
  @Covers("CTX-6")
  void reset_withAnotherVariablesToken_failsAndLeavesItUsable() throws Exception {
    Terzetto.run(() -> {
      BARE.set("old");
      RunVar.Token<String> token = BARE.set("new");
      assertThrows(IllegalArgumentException.class, () -> COLOUR.reset(token));
      assertEquals("grey", COLOUR.get());
      BARE.reset(token);
      assertEquals("old", BARE.get());
    });
  }

  @Test
  @Covers({"CTX-6", "RUN-5"})
  void reset_withAnotherRunsToken_fails() throws Exception {
    RunVar.Token<String> token = Terzetto.run(() -> BARE.set("there"));
    Terzetto.run(() -> {
      BARE.set("here");
      assertThrows(WrongThreadException.class, () -> BARE.reset(token));
      assertEquals("here", BARE.get());
    });
  }

  @Test
  @Covers("CTX-6")
  void outsideOfARun_everythingFails() throws Exception {
    RunVar.Token<String> token = Terzetto.run(() -> BARE.set("there"));
    assertThrows(IllegalStateException.class, COLOUR::get);
    assertThrows(IllegalStateException.class, () -> COLOUR.orElse("other"));
    assertThrows(IllegalStateException.class, () -> COLOUR.getOrSet(() -> "new"));
    assertThrows(IllegalStateException.class, () -> COLOUR.set("red"));
    assertThrows(IllegalStateException.class, () -> BARE.reset(token));
    Terzetto.run(
        () -> Terzetto.blocking(() -> assertThrows(IllegalStateException.class, COLOUR::get)));
  }
}
