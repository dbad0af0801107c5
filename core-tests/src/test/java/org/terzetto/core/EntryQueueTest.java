package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.terzetto.Nursery;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.Instrument;
import org.terzetto.testing.Covers;
import org.terzetto.testing.RecordingInstrument;
import org.terzetto.testing.RecordingInstrument.Event;
import org.terzetto.testing.RecordingInstrument.Hook;
import org.terzetto.testing.TaskProbe;

class EntryQueueTest {
  private static final String CALL_SOON = "<call soon task>";

  @Test
  @Covers("TOK-1")
  void token_isOnePerRun() throws Exception {
    RunToken first = Terzetto.run(RunOptions.defaults(), EntryQueueTest::tokenAskedForTwice);
    RunToken second = Terzetto.run(RunOptions.defaults(), EntryQueueTest::tokenAskedForTwice);
    assertNotEquals(first, second);
  }

  private static RunToken tokenAskedForTwice() throws InterruptedException {
    RunToken token = RunToken.current();
    Checkpoints.checkpoint();
    assertSame(token, RunToken.current());
    List<RunToken> childs = new ArrayList<>();
    Nursery.run(nursery -> nursery.startSoon(() -> childs.add(RunToken.current())));
    assertSame(token, childs.getFirst());
    return token;
  }

  @Test
  @Covers("TOK-2")
  void runSoon_onTheLoop_neverRunsTheCallbackAtOnce() throws Exception {
    List<String> log = new ArrayList<>();
    HashSet<String> hooks = new HashSet<>();
    Instrument submitter =
        new Instrument() {
          @Override
          public void taskScheduled(Task<?> task) {
            if (task.name().equals("sleeper") && hooks.add("scheduled")) {
              submit("hook", RunToken.current(), log);
            }
          }
        };
    Terzetto.run(
        RunOptions.defaults().withInstrument(submitter),
        () -> {
          RunToken token = RunToken.current();
          submit("task", token, log);
          token.runSoon(() -> submit("callback", token, log));
          Nursery.run(nursery -> {
            nursery.startSoon(
                "sleeper",
                () ->
                    Parking.park(cancellation -> {
                      submit("abort", token, log);
                      return Abort.SUCCEEDED;
                    }));
            TaskProbe.waitAllTasksBlocked();
            nursery.cancelScope().cancel();
          });
        });
    log.sort(null);
    assertEquals(
        List.of(
            "abort ran",
            "abort submitted",
            "callback ran",
            "callback submitted",
            "hook ran",
            "hook submitted",
            "task ran",
            "task submitted"),
        log);
  }

  /** Adds "submitted", unless the callback has run by then. */
  private static void submit(String where, RunToken token, List<String> log) {
    token.runSoon(() -> log.add(where + " ran"));
    log.add(log.contains(where + " ran") ? where + " RAN AT ONCE" : where + " submitted");
  }

  @Test
  @Covers("TOK-2")
  void runSoon_fromAnyOtherThread_runsOnTheLoop() throws Exception {
    List<String> log = new ArrayList<>();
    AtomicReference<RunToken> token = new AtomicReference<>();
    Runnable submit = () -> token.get().runSoon(() -> log.add(Task.current().name()));
    List<Thread> submitters =
        List.of(Thread.ofPlatform().unstarted(submit), Thread.ofVirtual().unstarted(submit));
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          token.set(RunToken.current());
          for (Thread submitter : submitters) {
            submitter.start();
            Terzetto.blocking(() -> submitter.join());
          }
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of(CALL_SOON, CALL_SOON), log);
        });
  }

  @Test
  @Covers("TOK-3")
  void runSoon_manyAtOnce_runInOneStepOfTheCallSoonTask() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    List<Integer> eventsSeen = new ArrayList<>();
    List<Event> lastEvents = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () -> {
          TaskProbe.waitAllTasksBlocked();
          for (int i = 0; i < 100; i++) {
            RunToken.current()
                .runSoon(() -> {
                  assertEquals(CALL_SOON, Task.current().name());
                  eventsSeen.add(recorder.events().size());
                  lastEvents.add(recorder.events().getLast());
                });
          }
          // Others that want their turn meanwhile.
          for (int i = 0; i < 5; i++) {
            Checkpoints.checkpoint();
          }
        });
    assertEquals(100, eventsSeen.size());
    assertEquals(1, new HashSet<>(eventsSeen).size(), "another step came in between");
    assertEquals(new Event(Hook.BEFORE_TASK_STEP, CALL_SOON, null), lastEvents.getFirst());
  }

  @Test
  @Covers("TOK-4")
  void runSoon_thousandFromTheLoop_runInOrder() throws Exception {
    List<Integer> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          RunToken token = RunToken.current();
          for (int i = 0; i < 1000; i++) {
            int number = i;
            token.runSoon(() -> log.add(number));
          }
          assertEquals(List.of(), log);
        });
    assertEquals(IntStream.range(0, 1000).boxed().toList(), log);
  }

  @Test
  @Covers("TOK-4")
  void runSoon_thousandFromAnotherThread_runInOrder() throws Exception {
    List<Integer> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          RunToken token = RunToken.current();
          Thread submitter =
              Thread.ofPlatform()
                  .start(() -> {
                    for (int i = 0; i < 1000; i++) {
                      int number = i;
                      token.runSoon(() -> log.add(number));
                    }
                  });
          Terzetto.blocking(() -> submitter.join());
        });
    assertEquals(IntStream.range(0, 1000).boxed().toList(), log);
  }

  @Test
  @Covers({"TOK-5", "C-22"})
  void runSoonOnce_equalKeyPending_isDropped() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          RunToken token = RunToken.current();
          token.runSoon(() -> log.add("plain"));
          token.runSoonOnce(List.of("key", 1), () -> log.add("first of key 1"));
          token.runSoonOnce(List.of("key", 1), () -> log.add("second of key 1"));
          token.runSoonOnce(List.of("key", 2), () -> log.add("first of key 2"));
          token.runSoonOnce(List.of("key", 1), () -> log.add("third of key 1"));
          token.runSoon(() -> log.add("plain"));
        });
    assertEquals(List.of("plain", "plain"), log.stream().filter("plain"::equals).toList());
    assertEquals(
        List.of("first of key 1", "first of key 2"),
        log.stream().filter(entry -> !entry.equals("plain")).toList());
  }

  @Test
  @Covers({"TOK-5", "C-22"})
  void runSoonOnce_manyKeysSubmittedAgainAndAgain_runInFirstSubmissionOrder() throws Exception {
    List<Integer> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          RunToken token = RunToken.current();
          for (int round = 0; round < 3; round++) {
            for (int i = 99; i >= 0; i--) {
              int number = i;
              token.runSoonOnce(number, () -> log.add(number));
            }
          }
        });
    assertEquals(IntStream.range(0, 100).map(i -> 99 - i).boxed().toList(), log);
  }

  @Test
  @Covers({"TOK-6", "C-23"})
  void runSoonOnce_submittedByItsOwnCallback_isAnotherCall() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          RunToken token = RunToken.current();
          token.runSoonOnce(
              "key",
              () -> {
                log.add("first");
                token.runSoonOnce("key", () -> log.add("second"));
                token.runSoonOnce("key", () -> log.add("dropped"));
              });
          TaskProbe.waitAllTasksBlocked();
          assertEquals(List.of("first", "second"), log);
        });
    assertEquals(List.of("first", "second"), log);
  }

  @Test
  @Covers({"TOK-7", "C-25"})
  void runSoon_callbacksThatResubmitThemselves_takeOneTurnPerPass() throws Exception {
    RecordingInstrument recorder = new RecordingInstrument();
    List<Integer> eventsSeen = new ArrayList<>();
    List<Integer> mainsTurns = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults().withInstrument(recorder),
        () -> {
          resubmit(RunToken.current(), () -> eventsSeen.add(recorder.events().size()));
          for (int i = 0; i < 20; i++) {
            Checkpoints.checkpoint();
            mainsTurns.add(eventsSeen.size());
          }
        });
    assertEquals(eventsSeen.size(), new HashSet<>(eventsSeen).size(), "twice in one step");
    int ranMeanwhile = mainsTurns.getLast() - mainsTurns.getFirst();
    assertTrue(ranMeanwhile >= 18 && ranMeanwhile <= 20, mainsTurns.toString());
  }

  @Test
  @Covers("TOK-7")
  void runSoonOnce_callbacksThatResubmitThemselves_takeOneTurnPerPass() throws Exception {
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          RunToken token = RunToken.current();
          token.runSoonOnce("key", () -> resubmitOnce(token, log));
          for (int i = 0; i < 20; i++) {
            Checkpoints.checkpoint();
          }
        });
    assertTrue(log.size() >= 18, log.size() + " calls");
  }

  private static void resubmit(RunToken token, Runnable action) {
    token.runSoon(() -> {
      action.run();
      unlessRunFinished(() -> resubmit(token, action));
    });
  }

  private static void resubmitOnce(RunToken token, List<String> log) {
    log.add("call");
    unlessRunFinished(() -> token.runSoonOnce("key", () -> resubmitOnce(token, log)));
  }

  private static void unlessRunFinished(Runnable submission) {
    try {
      submission.run();
    } catch (RunFinishedException e) {
      // The run is over, as the test wants it.
    }
  }

  @Test
  @Covers("TOK-13")
  void statistics_callbacksQueued_countsBothKindsTogether() throws Exception {
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          TaskProbe.waitAllTasksBlocked();
          assertEquals(0, RunStatistics.current().callbacksQueued());
          RunToken token = RunToken.current();
          token.runSoon(() -> {});
          token.runSoonOnce("key", () -> {});
          token.runSoonOnce("key", () -> {});
          assertEquals(2, RunStatistics.current().callbacksQueued());
          TaskProbe.waitAllTasksBlocked();
          assertEquals(0, RunStatistics.current().callbacksQueued());
        });
  }
}
