package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelScope;
import org.terzetto.Nursery;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskCall;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.guest.GuestRun;
import org.terzetto.guest.HostLoop;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.SystemTasks;
import org.terzetto.spi.Clock;
import org.terzetto.spi.Instrument;
import org.terzetto.spi.IoBackend;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.MockClock;

/** A run as a guest of another loop: how it begins, where its steps happen, how it ends. */
class GuestRunTest {
  @Test
  @Covers({"GST-1", "RUN-20"})
  void start_whenItReturns_everythingWorksButMainHasNotRun() throws Exception {
    List<String> log = new ArrayList<>();
    TestHost host = new TestHost();
    MockClock clock = new MockClock().autojumpThreshold(Duration.ZERO);
    CancelScope scope = CancelScope.create();
    TaskCall<String> main =
        () -> {
          log.add("main");
          scope.run(inside -> Terzetto.sleepForever());
          return Terzetto.currentTime().toString();
        };
    GuestRun<String> guest = GuestRun.start(RunOptions.defaults().withClock(clock), host, main);
    assertEquals(List.of(), log);
    assertTrue(Terzetto.inRun());
    assertFalse(Terzetto.inTask());
    assertSame(guest.token(), RunToken.current());
    assertEquals("<init>", Task.root().name());
    scope.deadline(Terzetto.currentTime().plus(Duration.ofHours(1)));
    SystemTasks.spawn("system task", () -> log.add("system task"));
    guest.token().runSoon(() -> log.add("callback"));
    host.finish(guest);
    assertEquals(Duration.ofHours(1).toNanos(), clock.nanoTime());
    assertEquals(Set.of("main", "system task", "callback"), Set.copyOf(log));
    assertFalse(Terzetto.inRun());
    assertThrows(RunFinishedException.class, () -> guest.token().runSoon(() -> {}));
  }

  @Test
  @Covers("GST-2")
  void start_whenTheBeginningFails_throws() {
    TestHost host = new TestHost();
    IOException noBackend = new IOException("no backend");
    IllegalStateException noClock = new IllegalStateException("no clock");
    RunOptions withoutBackend =
        RunOptions.defaults()
            .withBackend(
                RealBackend.inside(real -> {
                  real.close();
                  throw new IllegalStateException(noBackend);
                }));
    RunOptions withoutClock =
        RunOptions.defaults()
            .withClock(
                new Clock() {
                  @Override
                  public void start() {
                    throw noClock;
                  }

                  @Override
                  public long nanoTime() {
                    return 0;
                  }

                  @Override
                  public long realNanosUntil(long deadline) {
                    return 0;
                  }
                });
    assertFailsEarly(withoutBackend, host, noBackend);
    assertFailsEarly(withoutClock, host, noClock);
    assertThrows(
        NullPointerException.class, () -> GuestRun.start(RunOptions.defaults(), host, null));
    assertEquals(0, host.callbacksRun);
    assertTrue(host.isQuiet());
    assertFalse(Terzetto.inRun());
  }

  private static void assertFailsEarly(RunOptions options, TestHost host, Throwable reason) {
    TerzettoInternalError error =
        assertThrows(
            TerzettoInternalError.class, () -> GuestRun.start(options, host, () -> "never"));
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertSame(reason, root);
  }

  @Test
  @Covers("GST-2")
  void outcome_isCompletedOnceByTheHostsThread_whenTheRunIsOver() throws Exception {
    List<String> log = new ArrayList<>();
    IOException failure = new IOException("main");
    TestHost host = new TestHost();
    GuestRun<String> guest =
        GuestRun.start(
            RunOptions.defaults(),
            host,
            () -> {
              Terzetto.sleep(Duration.ofMillis(1));
              throw failure;
            });
    CompletableFuture<String> cancelled = guest.outcome();
    cancelled.cancel(false); // the caller's own copy
    CompletableFuture<Void> done =
        guest
            .outcome()
            .handle((value, thrown) -> {
              log.add(Thread.currentThread().getName() + thrown + Terzetto.inRun());
              return null;
            });
    assertSame(failure, assertThrows(IOException.class, () -> host.finish(guest)));
    assertTrue(done.isDone());
    String thread = Thread.currentThread().getName();
    assertEquals(1, log.size());
    assertTrue(log.getFirst().startsWith(thread), log::toString);
    assertTrue(log.getFirst().endsWith(failure + "false"), log::toString);
    assertTrue(host.isQuiet());
  }

  @Test
  @Covers({"GST-3", "GST-4"})
  void pass_happensOnTheHostsThread_andOnlyWaitsHappenElsewhere() throws Exception {
    PollWatch.Notes notes = new PollWatch.Notes();
    Set<Thread> hookThreads = new HashSet<>();
    Instrument watcher =
        new Instrument() {
          @Override
          public void beforeIoWait(Duration timeout) {
            hookThreads.add(Thread.currentThread());
          }

          @Override
          public void afterIoWait(Duration timeout) {
            hookThreads.add(Thread.currentThread());
          }
        };
    TestHost host = new TestHost();
    GuestRun<Integer> guest =
        GuestRun.start(
            notes.options().withInstrument(watcher),
            host,
            () -> {
              for (int i = 0; i < 100; i++) {
                Checkpoints.checkpoint();
              }
              assertEquals(List.of(), notes.waitingPolls());
              sleepUntilTheHelperWaits(notes);
              return 8;
            });
    assertEquals(8, host.finish(guest));
    Thread me = Thread.currentThread();
    assertEquals(Set.of(me), hookThreads);
    assertFalse(notes.waitingPolls().isEmpty());
    Thread helper = notes.waitingPolls().getFirst().thread();
    for (PollWatch.Poll poll : notes.polls) {
      assertSame(poll.waits() ? helper : me, poll.thread());
    }
    assertEquals(Set.of(helper), Set.copyOf(host.threadSafeCallers));
    assertEquals(Set.of(me), Set.copyOf(host.otherCallers));
    assertTrue(host.callbacksRun > 100, "one pass for each callback, and no more");
  }

  /** A short sleep might be over before anybody has begun to wait for its end. */
  private static void sleepUntilTheHelperWaits(PollWatch.Notes notes) throws InterruptedException {
    RunToken token = RunToken.current();
    Task<?> me = Task.current();
    ForeignThreads.start(() -> {
      ForeignThreads.await(() -> !notes.waitingPolls().isEmpty());
      token.runSoon(() -> Parking.reschedule(me));
    });
    Parking.park(cancellation -> Abort.SUCCEEDED);
  }

  @Test
  @Covers("GST-4")
  void host_withoutAFunctionOfItsOwn_isCalledThroughTheOther() throws Exception {
    PollWatch.Notes notes = new PollWatch.Notes();
    TestHost host = new TestHost();
    GuestRun<Integer> guest =
        GuestRun.start(
            notes.options(),
            host::runSoonThreadSafe,
            () -> {
              sleepUntilTheHelperWaits(notes);
              return 8;
            });
    assertEquals(8, host.finish(guest));
    assertEquals(List.of(), host.otherCallers);
    assertTrue(host.threadSafeCallers.contains(Thread.currentThread()));
    assertTrue(Set.copyOf(host.threadSafeCallers).size() > 1, "the helper thread called, too");
  }

  @Test
  @Covers({"GST-3", "GST-5"})
  void executor_isHost_andSharesDataWithTheTasks() throws Exception {
    List<String> log = new ArrayList<>(); // the executor's thread and the tasks take turns
    try (ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor()) {
      CancelScope scope = CancelScope.create();
      Runnable timer =
          () -> {
            log.add("timer");
            scope.cancel("by the host");
          };
      TaskCall<String> main =
          () -> {
            scope.run(inside ->
                Nursery.run(nursery -> {
                  nursery.startSoon(() -> {
                    log.add("task");
                    var _ = executor.schedule(timer, 1, TimeUnit.MILLISECONDS);
                    Terzetto.sleepForever();
                  });
                }));
            log.add("cancelled " + scope.cancelledCaught());
            return "done";
          };
      GuestRun<String> guest =
          executor
              .submit(() -> GuestRun.start(RunOptions.defaults(), executor::execute, main))
              .get();
      assertEquals("done", guest.outcome().get());
    }
    assertEquals(List.of("task", "timer", "cancelled true"), log);
  }

  @Test
  @Covers("GST-8")
  void start_onAThreadThatHasAGuest_isRefused() throws Exception {
    TestHost host = new TestHost();
    GuestRun<String> guest = GuestRun.start(RunOptions.defaults(), host, () -> "first");
    assertRefused(host);
    assertThrows(IllegalStateException.class, () -> Terzetto.run(() -> "nested"));
    assertEquals("first", host.finish(guest));
    assertEquals("second", TestHost.run(RunOptions.defaults(), () -> "second"));
  }

  @Test
  @Covers("GST-8")
  void start_insideARun_isRefused() throws Exception {
    Terzetto.run(() -> assertRefused(new TestHost()));
  }

  @Test
  @Covers("GST-8")
  void guests_ofTwoThreads_areIndependent() throws Exception {
    TestHost host = new TestHost();
    GuestRun<String> guest = GuestRun.start(RunOptions.defaults(), host, () -> "here");
    FutureTask<String> other =
        new FutureTask<>(() -> TestHost.run(RunOptions.defaults(), () -> "there"));
    Thread.ofPlatform().start(other);
    assertEquals("there", other.get());
    assertEquals("here", host.finish(guest));
  }

  private static void assertRefused(TestHost host) {
    IllegalStateException refusal =
        assertThrows(
            IllegalStateException.class,
            () -> GuestRun.start(RunOptions.defaults(), host, () -> "second"));
    assertTrue(refusal.getMessage().contains("nest"), refusal.getMessage());
  }

  @Test
  void start_onAVirtualThread_isRefused() throws Exception {
    FutureTask<IllegalStateException> virtual =
        new FutureTask<>(() ->
            assertThrows(
                IllegalStateException.class,
                () -> GuestRun.start(RunOptions.defaults(), new TestHost(), () -> 8)));
    Thread.ofVirtual().start(virtual);
    assertTrue(virtual.get().getMessage().contains("virtual"));
  }

  @Test
  void callback_onAnotherThread_isRefused() throws Exception {
    TestHost host = new TestHost();
    List<Runnable> callbacks = new ArrayList<>();
    HostLoop watched =
        callback -> {
          callbacks.add(callback);
          host.runSoonThreadSafe(callback);
        };
    GuestRun<String> guest = GuestRun.start(RunOptions.defaults(), watched, () -> "done");
    Runnable pass = callbacks.getFirst();
    ForeignThreads.join(() -> assertThrows(WrongThreadException.class, pass::run));
    assertEquals("done", host.finish(guest));
  }

  @Test
  @Covers("GST-10")
  void backend_thatFailsInTheHelperThread_failsTheOutcome() throws Exception {
    List<String> log = new ArrayList<>();
    IOException broken = new IOException("poll");
    RunOptions options =
        RunOptions.defaults()
            .withBackend(
                RealBackend.inside(real ->
                    new ForwardingBackend(real) {
                      @Override
                      public boolean poll(long timeoutNanos, IoBackend.ReadinessSink sink)
                          throws IOException {
                        if (timeoutNanos > 0) {
                          throw broken;
                        }
                        return super.poll(timeoutNanos, sink);
                      }
                    }));
    TestHost host = new TestHost();
    GuestRun<String> guest =
        GuestRun.start(
            options,
            host,
            () -> {
              try {
                Terzetto.sleepForever();
              } finally {
                log.add("cleaned up");
              }
              return "never";
            });
    TerzettoInternalError error =
        assertThrows(TerzettoInternalError.class, () -> host.finish(guest));
    assertSame(broken, error.getCause());
    assertEquals(List.of("cleaned up"), log);
    assertFalse(Terzetto.inRun());
  }

  @Test
  @Covers("GST-10")
  void systemTask_thatFails_failsTheOutcome() {
    TestHost host = new TestHost();
    IOException broken = new IOException("system");
    GuestRun<String> guest =
        GuestRun.start(
            RunOptions.defaults(),
            host,
            () -> {
              Terzetto.sleepForever();
              return "never";
            });
    SystemTasks.spawn(
        "broken",
        () -> {
          throw broken;
        });
    assertThrows(TerzettoInternalError.class, () -> host.finish(guest));
    ExecutionException failed = assertThrows(ExecutionException.class, guest.outcome()::get);
    assertInstanceOf(TerzettoInternalError.class, failed.getCause());
  }

  @Test
  @Covers("GST-9")
  void guest_whoseHostDropsItsCallback_isFoundOutAndWarnedAbout() throws Exception {
    LogCapture log = LogCapture.of(GuestRun.class.getName());
    try {
      TestHost host = new TestHost();
      GuestRun<String> guest = GuestRun.start(RunOptions.defaults(), host, () -> "never");
      CompletableFuture<String> outcome = guest.outcome();
      assertTrue(Terzetto.inRun());
      host.dropCallbacks();
      ForeignThreads.await(() -> {
        System.gc();
        return outcome.isDone();
      });
      assertAbandoned(outcome, log);
      assertThrows(RunFinishedException.class, () -> guest.token().runSoon(() -> {}));
      assertEquals("next", TestHost.run(RunOptions.defaults(), () -> "next"));
    } finally {
      log.close();
    }
  }

  @Test
  @Covers("GST-9")
  void guest_whoseHostRefusesItsHelperThread_isWarnedAbout() throws Exception {
    LogCapture log = LogCapture.of(GuestRun.class.getName());
    try {
      PollWatch.Notes notes = new PollWatch.Notes();
      ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
      GuestRun<String> guest =
          executor
              .submit(() ->
                  GuestRun.start(
                      notes.options(),
                      executor::execute,
                      () -> {
                        Terzetto.sleepForever();
                        return "never";
                      }))
              .get();
      ForeignThreads.await(() -> !notes.waitingPolls().isEmpty());
      executor.shutdownNow();
      guest.token().runSoon(() -> {});
      CompletableFuture<String> outcome = guest.outcome();
      ExecutionException failed = assertThrows(ExecutionException.class, outcome::get);
      assertInstanceOf(RejectedExecutionException.class, failed.getCause().getCause());
      assertAbandoned(outcome, log);
    } finally {
      log.close();
    }
  }

  @Test
  @Covers("GST-10")
  void guest_whoseHostRefusesItsOwnThread_endsAtOnce() throws Exception {
    List<String> log = new ArrayList<>();
    RejectedExecutionException refusal = new RejectedExecutionException("stopped");
    CompletableFuture<Runnable> first = new CompletableFuture<>();
    GuestRun<String> guest =
        GuestRun.start(
            RunOptions.defaults(),
            callback -> {
              if (!first.complete(callback)) {
                throw refusal;
              }
            },
            () -> {
              try {
                Checkpoints.checkpoint();
              } finally {
                log.add("cleaned up");
              }
              return "never";
            });
    first.get().run();
    ExecutionException failed = assertThrows(ExecutionException.class, guest.outcome()::get);
    assertInstanceOf(TerzettoInternalError.class, failed.getCause());
    assertSame(refusal, failed.getCause().getCause());
    assertEquals(List.of("cleaned up"), log);
    assertFalse(Terzetto.inRun());
  }

  private static void assertAbandoned(CompletableFuture<?> outcome, LogCapture log) {
    assertInstanceOf(TerzettoInternalError.class, outcome.exceptionNow());
    assertEquals(1, log.records().size());
    assertTrue(log.records().getFirst().getMessage().contains("abandoned"));
    assertFalse(Terzetto.inRun());
  }
}
