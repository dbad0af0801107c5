package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.sync.Event;
import org.terzetto.sync.EventStatistics;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Something that happens once. */
class EventTest {
  private final Event event = new Event();

  @Test
  @Covers("SYN-2")
  void set_wakesAllWaiters() throws Exception {
    Terzetto.run(() -> {
      List<String> log = new ArrayList<>();
      Nursery.run(nursery -> {
        for (int i = 0; i < 3; i++) {
          Blocked.start(
              nursery,
              () -> {
                event.await();
                log.add("woken");
              });
        }
        assertFalse(event.isSet());
        assertEquals(List.of(), log);
        event.set();
        assertTrue(event.isSet());
        assertEquals(List.of(), log, "they are woken, and run later");
      });
      assertEquals(List.of("woken", "woken", "woken"), log);
    });
  }

  @Test
  @Covers("SYN-2")
  void set_again_changesNothing() throws Exception {
    Terzetto.run(() -> {
      event.set();
      event.set();
      assertTrue(event.isSet());
      event.await();
    });
  }

  @Test
  @Covers("SYN-2")
  void event_hasNoWayBack() {
    List<String> methods =
        Arrays.stream(Event.class.getDeclaredMethods())
            .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
            .map(method -> method.getName())
            .sorted()
            .toList();
    assertEquals(List.of("await", "isSet", "set", "statistics", "toString"), methods);
  }

  @Test
  @Covers({"SYN-2", "CKP-1"})
  void await_setEvent_isAFullCheckpoint() throws Exception {
    Terzetto.run(() -> {
      event.set();
      TaskProbe.assertCheckpoints(event::await);
      CancelScope scope = CancelScope.create();
      scope.cancel();
      scope.run(s -> event.await());
      assertTrue(scope.cancelledCaught());
    });
  }

  @Test
  @Covers("SYN-2")
  void await_setEventAgainAndAgain_letsOthersRun() throws Exception {
    Terzetto.run(() -> {
      event.set();
      Nursery.run(nursery -> {
        boolean[] ran = new boolean[1];
        nursery.startSoon(() -> ran[0] = true);
        for (int i = 0; !ran[0]; i++) {
          assertTrue(i < 10_000);
          event.await();
        }
      });
    });
  }

  @Test
  @Covers("CKP-10")
  void await_cancelled_leavesNothingBehind() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          CancelScope scope = CancelScope.create();
          Blocked.start(nursery, () -> scope.run(s -> event.await()));
          scope.cancel();
          assertEquals(new EventStatistics(0), event.statistics());
          TaskProbe.waitAllTasksBlocked();
          assertTrue(scope.cancelledCaught());
        }));
  }

  @Test
  @Covers("SYN-16")
  void statistics_afterwards_doNotChange() throws Exception {
    Terzetto.run(() ->
        Nursery.run(nursery -> {
          Blocked.start(nursery, event::await);
          Blocked.start(nursery, event::await);
          EventStatistics before = event.statistics();
          event.set();
          assertEquals(new EventStatistics(2), before);
          assertEquals(new EventStatistics(0), event.statistics());
        }));
  }

  @Test
  void set_fromAnotherThread_throwsUnlessItGoesThroughTheToken() throws Exception {
    Terzetto.run(() -> {
      ForeignThreads.join(() -> assertThrows(IllegalStateException.class, event::set));
      assertFalse(event.isSet());
      RunToken token = RunToken.current();
      ForeignThreads.join(() -> token.runSoon(event::set));
      event.await();
    });
  }
}
