package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.TaskProbe;

/** Starting children that say when they are ready. */
class NurseryStartTest {
  private static void runNursery(NurseryBody body) throws Exception {
    Terzetto.run(VirtualTime.options(), () -> Nursery.run(body));
  }

  private static void sleepThenStart(int seconds, TaskStatus<Integer> status)
      throws InterruptedException {
    Terzetto.sleep(Duration.ofSeconds(seconds));
    status.started(seconds);
    Terzetto.sleep(Duration.ofSeconds(seconds));
  }

  @Test
  @Covers({"STA-1", "C-32"})
  void start_waitsForStartedAndReturnsItsValue_childGoesOn() throws Exception {
    List<Duration> ends = new ArrayList<>();
    Terzetto.run(
        VirtualTime.options(),
        () -> {
          LoopTime begin = Terzetto.currentTime();
          Nursery.run(nursery -> {
            int value = nursery.start(status -> sleepThenStart(2, status));
            assertEquals(2, value);
            assertEquals(Duration.ofSeconds(2), Terzetto.currentTime().since(begin));
            assertEquals(1, nursery.childTasks().size());
          });
          ends.add(Terzetto.currentTime().since(begin));
        });
    assertEquals(List.of(Duration.ofSeconds(4)), ends);
  }

  @Test
  @Covers("STA-1")
  void start_startedWithoutAWait_returnsItsValue() throws Exception {
    runNursery(nursery -> {
      String value =
          nursery.start(status -> {
            status.started("at once");
            Terzetto.sleepForever();
          });
      assertEquals("at once", value);
      assertNull(nursery.<Object>start(status -> status.started(null)));
      nursery.cancelScope().cancel();
    });
  }

  @Test
  @Covers("STA-1")
  void start_isACheckpoint() throws Exception {
    runNursery(nursery ->
        TaskProbe.assertCheckpoints(() -> nursery.<Object>start(status -> status.started(null))));
  }

  @Test
  @Covers({"STA-2", "C-32"})
  void start_onAClosedNursery_failsAtOnceWithoutRunningTheBody() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          AtomicReference<Nursery> closed = new AtomicReference<>();
          Nursery.run(closed::set);
          assertThrows(
              IllegalStateException.class, () -> closed.get().start(status -> log.add("ran")));
          assertThrows(
              IllegalStateException.class, () -> closed.get().start("n", status -> log.add("ran")));
          TaskProbe.waitAllTasksBlocked();
        });
    assertEquals(List.of(), log);
  }

  @Test
  @Covers({"STA-3", "C-32"})
  void start_bodyFailsBeforeStarted_itsExceptionComesOutAsItIs() throws Exception {
    IOException cause = new IOException("cause");
    for (Throwable failure :
        List.of(
            new IOException("checked", cause),
            new IllegalStateException("unchecked", cause),
            new AssertionError("error", cause))) {
      List<String> log = new ArrayList<>();
      runNursery(nursery -> {
        nursery.startSoon(() -> {
          Terzetto.sleep(Duration.ofSeconds(5));
          log.add("sibling undisturbed");
        });
        Throwable thrown =
            assertThrows(
                Throwable.class,
                () ->
                    nursery.<Object>start(status -> {
                      Terzetto.sleep(Duration.ofSeconds(1));
                      if (failure instanceof Error error) {
                        throw error;
                      }
                      throw (Exception) failure;
                    }));
        assertSame(failure, thrown);
        assertSame(cause, thrown.getCause());
        assertFalse(nursery.cancelScope().cancelCalled());
      });
      assertEquals(List.of("sibling undisturbed"), log);
    }
  }

  @Test
  @Covers("STA-4")
  void start_bodyThrowsAGroupOfItsOwnBeforeStarted_comesOutUnchanged() throws Exception {
    List<ExceptionGroup> groups =
        List.of(
            new ExceptionGroup("one member", List.of(new IOException("1"))),
            new ExceptionGroup("two members", List.of(new IOException("1"), new IOException("2"))));
    for (ExceptionGroup group : groups) {
      runNursery(nursery -> {
        ExceptionGroup thrown =
            assertThrows(
                ExceptionGroup.class,
                () ->
                    nursery.<Object>start(status -> {
                      throw group;
                    }));
        assertSame(group, thrown);
      });
    }
  }

  @Test
  @Covers({"STA-5", "C-32"})
  void start_bodyEndsWithoutStarted_isAnIllegalState() throws Exception {
    runNursery(nursery -> {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () -> nursery.<Object>start("forgetful", status -> Checkpoints.checkpoint()));
      assertTrue(thrown.getMessage().contains("started"), thrown.getMessage());
      assertFalse(nursery.cancelScope().cancelCalled());
    });
  }

  @Test
  @Covers({"STA-6", "C-32"})
  void started_calledTwice_isAnIllegalState() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(nursery -> {
      String value =
          nursery.start(status -> {
            status.started("first");
            assertThrows(IllegalStateException.class, () -> status.started("second"));
            Checkpoints.checkpoint();
            assertThrows(IllegalStateException.class, () -> status.started("third"));
            log.add("checked");
          });
      assertEquals("first", value);
    });
    assertEquals(List.of("checked"), log);
  }

  @Test
  @Covers({"STA-13", "C-34"})
  void start_pending_keepsTheNurseryOpen() throws Exception {
    List<Duration> ends = new ArrayList<>();
    runNursery(outer -> {
      LoopTime begin = Terzetto.currentTime();
      Nursery.run(nursery -> {
        outer.startSoon(() -> nursery.start(NurseryStartTest::twoThenThreeSeconds));
        Terzetto.sleep(Duration.ofSeconds(1));
        outer.startSoon(() -> nursery.start(NurseryStartTest::twoThenThreeSeconds));
        Checkpoints.checkpoint();
        assertEquals(List.of(), nursery.childTasks());
      });
      ends.add(Terzetto.currentTime().since(begin));
    });
    assertEquals(List.of(Duration.ofSeconds(6)), ends);
  }

  private static void twoThenThreeSeconds(TaskStatus<Object> status) throws InterruptedException {
    Terzetto.sleep(Duration.ofSeconds(2));
    status.started(null);
    Terzetto.sleep(Duration.ofSeconds(3));
  }

  @Test
  @Covers({"STA-13", "C-34"})
  void start_pendingOneFails_theNurseryThenCloses() throws Exception {
    IOException failure = new IOException("crash");
    List<Duration> ends = new ArrayList<>();
    List<Throwable> thrown = new ArrayList<>();
    runNursery(outer -> {
      LoopTime begin = Terzetto.currentTime();
      AtomicReference<Nursery> closed = new AtomicReference<>();
      Nursery.run(nursery -> {
        closed.set(nursery);
        outer.startSoon(() ->
            thrown.add(
                assertThrows(
                    IOException.class,
                    () ->
                        nursery.<Object>start(status -> {
                          Terzetto.sleep(Duration.ofSeconds(7));
                          throw failure;
                        }))));
        TaskProbe.waitAllTasksBlocked();
      });
      ends.add(Terzetto.currentTime().since(begin));
      assertThrows(IllegalStateException.class, () -> closed.get().startSoon(() -> {}));
    });
    assertEquals(List.of(Duration.ofSeconds(7)), ends);
    assertEquals(List.of(failure), thrown);
  }

  @Test
  @Covers("STA-14")
  void start_byATaskThatDoesNotBelongToTheNursery_works() throws Exception {
    List<String> log = new ArrayList<>();
    runNursery(outer ->
        Nursery.run(nursery -> {
          outer.startSoon(
              "stranger",
              () -> {
                Task<?> stranger = Task.current();
                String value =
                    nursery.start(status -> {
                      Task<?> self = Task.current();
                      assertSame(stranger, self.parentNursery().orElseThrow().parentTask());
                      status.started("ready");
                      assertSame(nursery, self.parentNursery().orElseThrow());
                      Terzetto.sleep(Duration.ofSeconds(1));
                      log.add("child ended");
                    });
                log.add("stranger got " + value);
              });
          TaskProbe.waitAllTasksBlocked();
        }));
    assertEquals(List.of("stranger got ready", "child ended"), log);
  }

  @Test
  @Covers({"STA-15", "NUR-5"})
  void start_childFailsAfterStarted_goesToTheNurserysGroup() throws Exception {
    IOException failure = new IOException("late");
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          ExceptionGroup group =
              assertThrows(
                  ExceptionGroup.class,
                  () ->
                      Nursery.run(nursery -> {
                        nursery.<Object>start(status -> {
                          status.started(null);
                          Checkpoints.checkpoint();
                          throw failure;
                        });
                        log.add("start returned");
                        try {
                          Terzetto.sleepForever();
                        } catch (Cancelled cancelled) {
                          log.add("body cancelled by " + cancelled.reason().source());
                          throw cancelled;
                        }
                      }));
          assertEquals(List.of(failure), group.exceptions());
        });
    assertEquals(List.of("start returned", "body cancelled by " + CancelSource.NURSERY), log);
  }

  @Test
  @Covers("STA-15")
  void start_childFailsInTheStepOfStarted_startReturnsAndTheGroupHasIt() throws Exception {
    IOException failure = new IOException("right behind started");
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          ExceptionGroup group =
              assertThrows(
                  ExceptionGroup.class,
                  () ->
                      Nursery.run(nursery -> {
                        log.add(
                            nursery.start(status -> {
                              status.started("value");
                              throw failure;
                            }));
                      }));
          assertEquals(List.of(failure), group.exceptions());
        });
    assertEquals(List.of("value"), log);
  }

  @Test
  @Covers("STA-16")
  void start_othersSpawnedIntoTheHiddenNursery_isAnInternalErrorWithTheRealErrors()
      throws Exception {
    IOException bodys = new IOException("body");
    IOException intruders = new IOException("intruder");
    runNursery(nursery -> {
      TerzettoInternalError error =
          assertThrows(
              TerzettoInternalError.class,
              () ->
                  nursery.<Object>start(status -> {
                    Nursery hidden = Task.current().parentNursery().orElseThrow();
                    assertNotSame(nursery, hidden);
                    hidden.startSoon(() -> {
                      throw intruders;
                    });
                    throw bodys;
                  }));
      ExceptionGroup cause = (ExceptionGroup) error.getCause();
      assertEquals(List.of(bodys, intruders), cause.leaves(IOException.class));
    });
  }

  @Test
  @Covers({"STA-17", "C-32"})
  void ignoredStatus_takesAnyNumberOfCalls() throws Exception {
    List<Duration> ends = new ArrayList<>();
    runNursery(nursery -> {
      LoopTime begin = Terzetto.currentTime();
      TaskStatus<Integer> ignored = TaskStatus.ignored();
      sleepThenStart(3, ignored);
      sleepThenStart(1, ignored);
      ignored.started(null);
      ends.add(Terzetto.currentTime().since(begin));
      assertEquals(List.of(), nursery.childTasks());
    });
    assertEquals(List.of(Duration.ofSeconds(8)), ends);
  }
}
