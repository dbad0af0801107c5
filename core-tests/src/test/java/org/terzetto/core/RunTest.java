package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;

class RunTest {
  @Test
  @Covers("RUN-1")
  void run_mainReturns_itsValueIsReturned() throws Exception {
    assertEquals(8, Terzetto.<Integer>run(RunOptions.defaults(), () -> 8));
    assertNull(Terzetto.<String>run(RunOptions.defaults(), () -> null));
    assertEquals("late", Terzetto.<String>run(RunOptions.defaults(), RunTest::lateValue));
  }

  private static String lateValue() throws InterruptedException {
    Checkpoints.checkpoint();
    return "late";
  }

  @Test
  @Covers("RUN-1")
  void run_withoutOptions_behavesTheSame() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(() -> log.add(Task.current().name()));
    assertEquals(List.of("main"), log);
    assertEquals(8, Terzetto.<Integer>run(() -> 8));
  }

  @Test
  @Covers("RUN-1")
  void run_main_isATaskNamedMain() throws Exception {
    Thread caller = Thread.currentThread();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          assertTrue(Terzetto.inTask());
          assertEquals("main", Task.current().name());
          assertSame(Thread.currentThread(), Task.current().thread());
          assertNotSame(caller, Thread.currentThread());
        });
  }

  @Test
  @Covers("RUN-1")
  void run_mainTakesItsTime_callerWaits() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Terzetto.sleep(Duration.ofMillis(20));
          log.add("main ended");
        });
    log.add("run returned");
    assertEquals(List.of("main ended", "run returned"), log);
  }

  @Test
  @Covers("RUN-1")
  void run_calledFromVirtualThread_works() throws Exception {
    FutureTask<Integer> caller =
        new FutureTask<>(() -> Terzetto.<Integer>run(RunOptions.defaults(), () -> 8));
    Thread.ofVirtual().start(caller);
    assertEquals(8, caller.get());
  }

  @Test
  @Covers({"RUN-1", "KEY-2", "KEY-3"})
  void run_callerIsInterrupted_mainGetsItAtItsNextCheckpoint() throws Exception {
    List<String> log = new ArrayList<>();
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    FutureTask<Void> run =
        new FutureTask<>(() -> {
          Terzetto.run(
              RunOptions.defaults(),
              () ->
                  Nursery.run(nursery -> {
                    nursery.startSoon(() -> {
                      TaskProbe.waitAllTasksBlocked();
                      Terzetto.blocking(() -> caller.get().interrupt());
                    });
                    assertThrows(InterruptedException.class, () -> Terzetto.sleepForever());
                    log.add("main interrupted");
                    Checkpoints.checkpoint();
                    log.add("once");
                  }));
          return null;
        });
    caller.complete(Thread.ofPlatform().start(run));
    run.get();
    assertEquals(List.of("main interrupted", "once"), log);
  }

  @Test
  @Covers("RUN-2")
  void run_mainThrows_thatVeryObjectComesOut() {
    List<Throwable> failures =
        List.of(
            new IOException("checked"),
            new IllegalStateException("unchecked"),
            new InterruptedException("main's own"),
            new AssertionError("an error"),
            new ExceptionGroup("a group", List.of(new IOException("member"))));
    for (Throwable failure : failures) {
      assertSame(failure, assertThrows(Throwable.class, () -> runAndThrow(failure, false)));
      assertSame(failure, assertThrows(Throwable.class, () -> runAndThrow(failure, true)));
    }
  }

  private static void runAndThrow(Throwable failure, boolean afterCheckpoint) throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          if (afterCheckpoint) {
            Checkpoints.checkpoint();
          }
          switch (failure) {
            case Exception exception -> throw exception;
            case Error error -> throw error;
            default -> throw new AssertionError(failure);
          }
        });
  }

  @Test
  @Covers("RUN-2")
  void run_groupOfMainsNursery_isNotWrappedAgain() {
    IOException failure = new IOException("child");
    ExceptionGroup group =
        assertThrows(
            ExceptionGroup.class,
            () ->
                Terzetto.run(
                    RunOptions.defaults(),
                    () ->
                        Nursery.run(nursery ->
                            nursery.startSoon(() -> {
                              throw failure;
                            }))));
    assertEquals(List.of(failure), group.exceptions());
  }

  @Test
  @Covers("RUN-4")
  void run_insideARun_failsAndStartsNothing() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          int before = RunStatistics.current().tasksLiving();
          assertNestingRefused(log);
          assertEquals(before, RunStatistics.current().tasksLiving());
          Checkpoints.checkpoint();
          log.add("outer run goes on");
        });
    assertEquals(List.of("outer run goes on"), log);
  }

  @Test
  @Covers("RUN-4")
  void run_insideACallbackOrHook_failsAndStartsNothing() throws Exception {
    List<String> log = new ArrayList<>();
    Instrument nester =
        new Instrument() {
          @Override
          public void beforeIoWait(Duration timeout) {
            if (!log.contains("in hook")) {
              log.add("in hook");
              assertNestingRefused(log);
              log.add("refused in hook");
            }
          }
        };
    Terzetto.run(
        RunOptions.defaults().withInstrument(nester),
        () -> {
          TaskProbe.waitAllTasksBlocked();
          RunToken.current().runSoon(() -> assertNestingRefused(log));
          TaskProbe.waitAllTasksBlocked();
        });
    assertEquals(List.of("in hook", "refused in hook"), log);
  }

  private static void assertNestingRefused(List<String> log) {
    IllegalStateException refusal =
        assertThrows(
            IllegalStateException.class,
            () -> Terzetto.run(RunOptions.defaults(), () -> log.add("nested main ran")));
    assertTrue(refusal.getMessage().contains("inside"), refusal.getMessage());
  }

  private record Seen(RunToken token, Task<?> root, Task<?> main, LoopTime time, int living) {}

  @Test
  @Covers("RUN-5")
  void run_twoThreadsAtOnce_shareNothing() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Seen> first = threads.submit(runThatMeets(both, Duration.ofHours(1)));
      Future<Seen> second = threads.submit(runThatMeets(both, Duration.ofHours(2)));
      Seen a = first.get();
      Seen b = second.get();
      assertNotEquals(a.token(), b.token());
      assertNotSame(a.root(), b.root());
      assertNotSame(a.main(), b.main());
      assertEquals(Duration.ofHours(1).toNanos(), a.time().nanos());
      assertEquals(Duration.ofHours(2).toNanos(), b.time().nanos());
      assertEquals(3, a.living());
      assertEquals(3, b.living());
    }
  }

  private static Callable<Seen> runThatMeets(CyclicBarrier both, Duration jump) {
    MockClock clock = new MockClock();
    TaskCall<Seen> main =
        () -> {
          Terzetto.blocking(() -> both.await());
          clock.jump(jump);
          Terzetto.blocking(() -> both.await());
          Seen seen =
              new Seen(
                  RunToken.current(),
                  Task.root(),
                  Task.current(),
                  Terzetto.currentTime(),
                  RunStatistics.current().tasksLiving());
          Terzetto.blocking(() -> both.await());
          return seen;
        };
    return () -> Terzetto.run(RunOptions.defaults().withClock(clock), main);
  }

  private record Other(RunToken token, Nursery nursery, Task<?> sleeper) {}

  @Test
  @Covers("RUN-5")
  void run_objectsOfAnotherRun_areRefused() throws Exception {
    CompletableFuture<Other> published = new CompletableFuture<>();
    List<String> log = new ArrayList<>();
    FutureTask<Void> otherRun =
        new FutureTask<>(() -> {
          Terzetto.run(RunOptions.defaults(), () -> publishAndSleep(published));
          return null;
        });
    Thread.ofPlatform().start(otherRun);
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          Other other = Terzetto.blocking(() -> published.get());
          assertThrows(
              WrongThreadException.class,
              () -> other.nursery().startSoon(() -> log.add("child ran")));
          assertThrows(WrongThreadException.class, () -> Parking.reschedule(other.sleeper()));
          assertThrows(WrongThreadException.class, () -> other.nursery().cancelScope().cancel());
          assertFalse(other.nursery().cancelScope().cancelCalled());
          other.token().runSoon(() -> other.nursery().cancelScope().cancel());
        });
    otherRun.get();
    assertEquals(List.of(), log);
  }

  private static void publishAndSleep(CompletableFuture<Other> published) throws Exception {
    Nursery.run(nursery -> {
      Task<?> sleeper = nursery.startSoon(() -> Terzetto.sleepForever());
      TaskProbe.waitAllTasksBlocked();
      published.complete(new Other(RunToken.current(), nursery, sleeper));
    });
  }

  @Test
  @Covers("RUN-21")
  void run_nullMain_isRefusedWhereItIsPassed() {
    List<NullPointerException> refusals =
        List.of(
            assertThrows(NullPointerException.class, () -> Terzetto.run((TaskBody) null)),
            assertThrows(NullPointerException.class, () -> Terzetto.run((TaskCall<?>) null)),
            assertThrows(
                NullPointerException.class,
                () -> Terzetto.run(RunOptions.defaults(), (TaskBody) null)),
            assertThrows(
                NullPointerException.class,
                () -> Terzetto.run(RunOptions.defaults(), (TaskCall<?>) null)));
    refusals.forEach(refusal -> assertEquals("main", refusal.getMessage()));
  }

  @Test
  @Covers("RUN-21")
  void spawning_nullBody_isRefusedInTheSpawner() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () ->
            Nursery.run(nursery -> {
              assertNullRefused(() -> nursery.startSoon((TaskBody) null));
              assertNullRefused(() -> nursery.startSoon((TaskCall<?>) null));
              assertNullRefused(() -> nursery.startSoon("named", (TaskBody) null));
              assertNullRefused(() -> nursery.startSoon("named", (TaskCall<?>) null));
              assertNullRefused(() -> nursery.startSoon(null, () -> 8));
              assertNullRefused(() -> nursery.start(null));
              assertNullRefused(() -> nursery.start("named", null));
              assertNullRefused(() -> SystemTasks.spawn("named", null));
              assertNullRefused(() -> Nursery.run(null));
              assertEquals(List.of(), nursery.childTasks());
            }));
  }

  private static void assertNullRefused(TaskBody spawn) {
    assertThrows(NullPointerException.class, spawn::run);
  }
}
