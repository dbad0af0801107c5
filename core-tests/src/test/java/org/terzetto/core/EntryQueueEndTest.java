package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.terzetto.RunFinishedException;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.TerzettoInternalError;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.spi.Instrument;
import org.terzetto.sync.Event;
import org.terzetto.testing.Covers;

/** Callbacks that fail, and callbacks at the end of a run. */
class EntryQueueEndTest {
  private static List<Throwable> failuresOf(TaskBody main) {
    TerzettoInternalError error =
        assertThrows(TerzettoInternalError.class, () -> Terzetto.run(RunOptions.defaults(), main));
    return InternalErrors.leavesOfCause(error);
  }

  @Test
  @Covers({"TOK-8", "C-24"})
  void callback_throws_runDiesAndTheOthersStillRun() {
    IllegalStateException failure = new IllegalStateException("callback");
    List<String> log = new ArrayList<>();
    List<Throwable> failures =
        failuresOf(() -> {
          RunToken token = RunToken.current();
          token.runSoon(() -> {
            throw failure;
          });
          token.runSoon(() -> log.add("next ran"));
          token.runSoonOnce("key", () -> log.add("keyed ran"));
          LoggedSleep.run("main cancelled", log);
        });
    assertEquals(List.of(failure), failures);
    log.sort(null);
    assertEquals(List.of("keyed ran", "main cancelled", "next ran"), log);
  }

  @Test
  @Covers({"TOK-8", "TOK-11"})
  void callback_interruptsItsThread_runDiesButCallbacksAreServedToTheEnd() {
    List<String> log = new ArrayList<>();
    List<Throwable> failures =
        failuresOf(() -> {
          RunToken token = RunToken.current();
          token.runSoon(() -> Thread.currentThread().interrupt());
          try {
            LoggedSleep.run("main cancelled", log);
          } finally {
            Event served = new Event();
            token.runSoon(served::set);
            Shield.run(served::await);
            log.add("served");
          }
        });
    assertEquals(1, failures.size());
    assertInstanceOf(InterruptedException.class, failures.getFirst());
    assertEquals(List.of("main cancelled", "served"), log);
  }

  @Test
  @Covers("TOK-8")
  void callback_keyedOneThrowsAnError_runDiesAndTheOthersStillRun() {
    AssertionError failure = new AssertionError("callback");
    List<String> log = new ArrayList<>();
    List<Throwable> failures =
        failuresOf(() -> {
          RunToken token = RunToken.current();
          token.runSoonOnce(
              1,
              () -> {
                throw failure;
              });
          token.runSoonOnce(2, () -> log.add("next ran"));
          token.runSoon(() -> log.add("plain ran"));
          LoggedSleep.run("main cancelled", log);
        });
    assertEquals(List.of(failure), failures);
    log.sort(null);
    assertEquals(List.of("main cancelled", "next ran", "plain ran"), log);
  }

  @Test
  @Covers({"TOK-8", "EXG-1"})
  void callback_severalThrow_allFailuresAreReportedInOrder() {
    List<IllegalStateException> thrown =
        List.of(new IllegalStateException("1"), new IllegalStateException("2"));
    List<Throwable> failures =
        failuresOf(() -> {
          for (IllegalStateException failure : thrown) {
            RunToken.current()
                .runSoon(() -> {
                  throw failure;
                });
          }
          Terzetto.sleepForever();
        });
    assertEquals(thrown, failures);
  }

  @Test
  @Covers("TOK-9")
  void callback_theVeryLastOneThrows_runDies() {
    IllegalStateException failure = new IllegalStateException("last callback");
    List<Throwable> failures =
        failuresOf(() -> throwInTheLastCallback(RunToken.current(), failure));
    assertEquals(List.of(failure), failures);
  }

  /** Submits itself again and again; once that is refused, the system tasks have been closed. */
  private static void throwInTheLastCallback(RunToken token, IllegalStateException failure) {
    try {
      token.runSoon(() -> throwInTheLastCallback(token, failure));
    } catch (RunFinishedException e) {
      throw failure;
    }
  }

  @Test
  @Covers("TOK-11")
  void runSoon_acceptedBeforeMainFails_hasRunWhenRunReturns() {
    List<String> log = new ArrayList<>();
    IOException failure = new IOException("main");
    TaskBody main =
        () -> {
          RunToken.current().runSoon(() -> log.add("plain"));
          RunToken.current().runSoonOnce("key", () -> log.add("keyed"));
          throw failure;
        };
    assertSame(
        failure, assertThrows(IOException.class, () -> Terzetto.run(RunOptions.defaults(), main)));
    log.sort(null);
    assertEquals(List.of("keyed", "plain"), log);
  }

  @Test
  @Covers("TOK-12")
  void runSoon_afterTheRun_isRefused() throws Exception {
    AtomicReference<RunToken> token = new AtomicReference<>();
    List<String> log = new ArrayList<>();
    Terzetto.run(RunOptions.defaults(), () -> token.set(RunToken.current()));
    assertThrows(RunFinishedException.class, () -> token.get().runSoon(() -> log.add("ran")));
    assertThrows(
        RunFinishedException.class, () -> token.get().runSoonOnce("key", () -> log.add("ran")));
    assertEquals(List.of(), log);
  }

  @Test
  @Covers("TOK-12")
  void runSoon_afterARunThatDied_isRefused() {
    AtomicReference<RunToken> token = new AtomicReference<>();
    failuresOf(() -> {
      token.set(RunToken.current());
      throwSoon(new IllegalStateException("callback"));
      Terzetto.sleepForever();
    });
    assertThrows(RunFinishedException.class, () -> token.get().runSoon(() -> {}));
  }

  private static void throwSoon(RuntimeException failure) {
    RunToken.current()
        .runSoon(() -> {
          throw failure;
        });
  }

  /** Submits at every event of the run, to its very end. */
  private static final class EagerSubmitter implements Instrument {
    final List<String> refused = new ArrayList<>();
    int accepted;
    int ran;
    RunToken token;

    @Override
    public void beforeTaskStep(Task<?> task) {
      if (token == null) {
        token = RunToken.current();
      }
      // More than this would keep the loop busy for ever.
      if (accepted < 10) {
        submit("beforeTaskStep");
      }
    }

    @Override
    public void taskExited(Task<?> task) {
      submit("taskExited " + task.name());
    }

    @Override
    public void afterTaskStep(Task<?> task) {
      if (task.name().equals("<init>")) {
        submit("afterTaskStep <init>");
      }
    }

    @Override
    public void afterIoWait(Duration timeout) {
      if (token != null && accepted < 20) {
        submit("afterIoWait");
      }
    }

    @Override
    public void afterRun() {
      submit("afterRun");
    }

    private void submit(String where) {
      try {
        token.runSoon(() -> ran++);
        accepted++;
      } catch (RunFinishedException e) {
        refused.add(where);
      }
    }
  }

  @Test
  @Covers({"TOK-11", "TOK-12"})
  void runSoon_fromHooksToTheVeryEnd_runsOrIsRefused() throws Exception {
    EagerSubmitter submitter = new EagerSubmitter();
    Terzetto.run(RunOptions.defaults().withInstrument(submitter), () -> {});
    assertTrue(submitter.accepted > 0);
    assertEquals(submitter.accepted, submitter.ran);
    assertTrue(
        submitter.refused.containsAll(List.of("taskExited <init>", "afterRun")),
        submitter.refused.toString());
  }
}
