package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.RunOptions;
import org.terzetto.TaskTrace;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.Covers;
import org.terzetto.testing.Sequencer;
import org.terzetto.testing.TaskProbe;

/** Children and bodies that fail. */
class NurseryErrorsTest {
  private static ExceptionGroup groupOf(RunOptions options, NurseryBody body) {
    return assertThrows(ExceptionGroup.class, () -> Terzetto.run(options, () -> Nursery.run(body)));
  }

  private static ExceptionGroup groupOf(NurseryBody body) {
    return groupOf(RunOptions.defaults(), body);
  }

  private static void fail(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  private static void failWhenCancelled(Throwable failure) throws Exception {
    try {
      Terzetto.sleepForever();
    } catch (Cancelled cancelled) {
      fail(failure);
    }
  }

  @Test
  @Covers({"NUR-3", "NUR-5"})
  void childFails_groupOfThatOneComesOutOfTheBlock() throws Exception {
    IOException failure = new IOException("child");
    List<String> log = new ArrayList<>();
    Terzetto.run(
        RunOptions.defaults(),
        () -> {
          ExceptionGroup group =
              assertThrows(
                  ExceptionGroup.class,
                  () ->
                      Nursery.run(nursery -> {
                        nursery.startSoon(() -> fail(failure));
                        log.add("body ended");
                      }));
          assertEquals(List.of(failure), group.exceptions());
        });
    assertEquals(List.of("body ended"), log);
  }

  @Test
  @Covers("NUR-5")
  void bodyFails_isWrappedToo() {
    IOException failure = new IOException("body");
    ExceptionGroup group = groupOf(nursery -> fail(failure));
    assertEquals(List.of(failure), group.exceptions());
    assertTrue(List.of(group.getSuppressed()).contains(failure));
  }

  @Test
  @Covers({"NUR-4", "NUR-5"})
  void childFails_othersAndBodyAreCancelledByTheNursery() {
    IOException failure = new IOException("child");
    List<CancelSource> sources = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> noteSource(sources));
          nursery.startSoon(() -> noteSource(sources));
          nursery.startSoon(() -> {
            TaskProbe.waitAllTasksBlocked();
            assertEquals(List.of(), sources);
            throw failure;
          });
          noteSource(sources);
        });
    assertEquals(List.of(failure), group.exceptions());
    assertEquals(
        List.of(CancelSource.NURSERY, CancelSource.NURSERY, CancelSource.NURSERY), sources);
  }

  @Test
  @Covers("NUR-4")
  void bodyFails_childrenAreCancelledByTheNursery() {
    IOException failure = new IOException("body");
    List<CancelSource> sources = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> noteSource(sources));
          TaskProbe.waitAllTasksBlocked();
          throw failure;
        });
    assertEquals(List.of(failure), group.exceptions());
    assertEquals(List.of(CancelSource.NURSERY), sources);
  }

  private static void noteSource(List<CancelSource> sources) throws InterruptedException {
    try {
      Terzetto.sleepForever();
    } catch (Cancelled cancelled) {
      sources.add(cancelled.reason().source());
      throw cancelled;
    }
  }

  @Test
  @Covers({"NUR-3", "NUR-4", "C-1"})
  void childFails_siblingThatNeverBlocks_isCancelledAtItsCheckpoint() {
    IOException failure = new IOException("child");
    List<String> log = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> {
            try {
              while (true) {
                Checkpoints.checkpoint();
              }
            } finally {
              log.add("looper ended");
            }
          });
          nursery.startSoon(() -> fail(failure));
        });
    assertEquals(List.of(failure), group.exceptions());
    assertEquals(List.of("looper ended"), log);
  }

  @Test
  @Covers("NUR-6")
  void severalFail_groupHoldsThemInTheOrderInWhichTheyEnded() {
    Sequencer sequencer = new Sequencer();
    List<IOException> failures =
        List.of(
            new IOException("0"), new IOException("1"), new IOException("2"), new IOException("3"));
    ExceptionGroup group =
        groupOf(nursery -> {
          // Neither the order of starting nor the body's place is the order of ending.
          for (int number : List.of(3, 0, 1)) {
            nursery.startSoon(
                () -> Shield.run(() -> sequencer.at(number, () -> fail(failures.get(number)))));
          }
          Shield.run(() -> sequencer.at(2, () -> fail(failures.get(2))));
        });
    assertEquals(failures, group.exceptions());
  }

  @Test
  @Covers({"NUR-6", "NUR-8", "C-2"})
  void bodyFailsBeforeAnyChildRan_itsFailureComesFirst() {
    IOException bodys = new IOException("body");
    IOException childs = new IOException("child");
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> fail(childs));
          throw bodys;
        });
    assertEquals(List.of(bodys, childs), group.exceptions());
  }

  @Test
  @Covers({"NUR-8", "EXG-1"})
  void childFails_bodyFailsInItsCleanUp_bothAreInTheGroup() {
    IOException childs = new IOException("child");
    IOException bodys = new IOException("body");
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> fail(childs));
          failWhenCancelled(bodys);
        });
    assertEquals(List.of(childs, bodys), group.exceptions());
  }

  @Test
  @Covers("EXG-1")
  void twoChildrenFailInOneBatch_bothAreInTheGroup() {
    for (long seed = 0; seed < 10; seed++) {
      IOException first = new IOException("first");
      IOException second = new IOException("second");
      ExceptionGroup group =
          groupOf(
              RunOptions.defaults().withSeed(seed),
              nursery -> {
                nursery.startSoon(() -> fail(first));
                nursery.startSoon(() -> fail(second));
              });
      assertEquals(2, group.exceptions().size());
      assertTrue(group.exceptions().containsAll(List.of(first, second)));
    }
  }

  @Test
  @Covers("NUR-9")
  void childrenThrowTheSameObject_eachEndIsCounted() {
    IOException shared = new IOException("shared");
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> fail(shared));
          nursery.startSoon(() -> fail(shared));
        });
    assertEquals(List.of(shared, shared), group.exceptions());
  }

  /** An exception as some libraries make them: shared, without stack trace and suppressed ones. */
  private static final class BareException extends Exception {
    private static final long serialVersionUID = 1L;

    BareException() {
      super("bare", null, false, false);
    }
  }

  @Test
  @Covers("NUR-9")
  void childThrowsAnExceptionThatTakesNoNotes_itIsInTheGroup() {
    BareException bare = new BareException();
    ExceptionGroup group = groupOf(nursery -> nursery.startSoon(() -> fail(bare)));
    assertEquals(List.of(bare), group.exceptions());
  }

  @Test
  @Covers("NUR-9")
  void childThrowsAnExceptionThatCannotBePrinted_itIsInTheGroup() {
    UnprintableException failure = new UnprintableException();
    List<CancelSource> sources = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> noteSource(sources));
          nursery.startSoon(() -> fail(failure));
        });
    assertEquals(1, group.exceptions().size());
    assertSame(failure, group.exceptions().getFirst());
    assertEquals(List.of(CancelSource.NURSERY), sources);
  }

  @Test
  @Covers("NUR-6")
  void childFails_identityCauseAndStackTraceAreKept() {
    IllegalStateException cause = new IllegalStateException("cause");
    IOException failure = new IOException("child", cause);
    StackTraceElement[] trace = failure.getStackTrace();
    ExceptionGroup group = groupOf(nursery -> nursery.startSoon(() -> fail(failure)));
    Throwable member = group.exceptions().getFirst();
    assertSame(failure, member);
    assertSame(cause, member.getCause());
    assertArrayEquals(trace, member.getStackTrace());
    assertEquals("child", member.getMessage());
  }

  @Test
  @Covers("NUR-6")
  void childFails_itsTraceNamesTheTaskAndItsNursery() {
    IOException failure = new IOException("child");
    groupOf(
        RunOptions.defaults().withDebug(false),
        nursery -> nursery.startSoon("reader", () -> fail(failure)));
    TaskTrace trace = onlyTraceOf(failure);
    assertTrue(trace.getMessage().contains("'reader'"), trace.getMessage());
    assertTrue(trace.getMessage().contains("'main'"), trace.getMessage());
    assertEquals(0, trace.getStackTrace().length);
  }

  @Test
  @Covers("NUR-6")
  void childFails_inDebugMode_itsTraceTellsWhereItWasSpawned() {
    IOException failure = new IOException("child");
    groupOf(
        RunOptions.defaults().withDebug(true),
        nursery -> nursery.startSoon("reader", () -> fail(failure)));
    assertTrue(
        Arrays.stream(onlyTraceOf(failure).getStackTrace())
            .anyMatch(frame -> frame.getClassName().contains("NurseryErrorsTest")));
  }

  private static TaskTrace onlyTraceOf(Throwable failure) {
    List<TaskTrace> traces =
        Arrays.stream(failure.getSuppressed())
            .filter(TaskTrace.class::isInstance)
            .map(TaskTrace.class::cast)
            .toList();
    assertEquals(1, traces.size());
    return traces.getFirst();
  }

  @Test
  @Covers("NUR-7")
  void groups_message_isAlwaysTheSame() {
    ExceptionGroup childs =
        groupOf(nursery -> nursery.startSoon("x", () -> fail(new IOException("x"))));
    ExceptionGroup bodys = groupOf(nursery -> fail(new IllegalStateException("y")));
    assertEquals(childs.getMessage(), bodys.getMessage());
    assertTrue(childs.getMessage().contains("nursery"), childs.getMessage());
  }

  @Test
  @Covers({"NUR-24", "EXG-2"})
  void failureCrossesTwoNurseries_isWrappedTwice() {
    IOException failure = new IOException("grandchild");
    ExceptionGroup outer =
        groupOf(nursery ->
            nursery.startSoon(() -> Nursery.run(inner -> inner.startSoon(() -> fail(failure)))));
    ExceptionGroup inner = (ExceptionGroup) outer.exceptions().getFirst();
    assertEquals(1, outer.exceptions().size());
    assertEquals(List.of(failure), inner.exceptions());
    assertEquals(List.of(failure), outer.leaves(IOException.class));
  }

  @Test
  @Covers({"NUR-24", "EXG-2"})
  void failureCrossesHundredsOfNurseries_isStillThere() {
    IOException failure = new IOException("far below");
    ExceptionGroup outermost = groupOf(nursery -> nest(nursery, 300, failure));
    assertEquals(List.of(failure), outermost.leaves(IOException.class));
  }

  private static void nest(Nursery nursery, int depth, IOException failure) {
    nursery.startSoon(() -> {
      if (depth == 0) {
        throw failure;
      }
      Nursery.run(inner -> nest(inner, depth - 1, failure));
    });
  }

  @Test
  @Covers({"NUR-25", "EXG-3"})
  void childThrowsAnError_followsTheSamePath() {
    for (Error failure :
        List.of(new AssertionError("a"), new StackOverflowError("s"), new LinkageError("l"))) {
      List<CancelSource> sources = new ArrayList<>();
      ExceptionGroup group =
          groupOf(nursery -> {
            nursery.startSoon(() -> noteSource(sources));
            nursery.startSoon(() -> fail(failure));
          });
      assertEquals(List.of(failure), group.exceptions());
      assertEquals(List.of(CancelSource.NURSERY), sources);
    }
  }

  @Test
  @Covers({"NUR-25", "EXG-3"})
  void bodyThrowsAnError_followsTheSamePath() {
    AssertionError failure = new AssertionError("body");
    List<CancelSource> sources = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> noteSource(sources));
          TaskProbe.waitAllTasksBlocked();
          throw failure;
        });
    assertEquals(List.of(failure), group.exceptions());
    assertEquals(List.of(CancelSource.NURSERY), sources);
  }

  @Test
  @Covers("NUR-25")
  void childOverflowsItsStack_followsTheSamePath() {
    List<CancelSource> sources = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> noteSource(sources));
          nursery.startSoon(() -> recurseForEver(0));
        });
    assertEquals(1, group.exceptions().size());
    assertEquals(1, group.leaves(StackOverflowError.class).size());
    assertEquals(List.of(CancelSource.NURSERY), sources);
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static int recurseForEver(int depth) {
    return recurseForEver(depth + 1) + 1;
  }

  @Test
  @Covers("NUR-25")
  void childThrowsInterruptedException_isAFailureLikeAnyOther() {
    InterruptedException failure = new InterruptedException("thrown by hand");
    ExceptionGroup group = groupOf(nursery -> nursery.startSoon(() -> fail(failure)));
    assertEquals(List.of(failure), group.exceptions());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  @Covers({"NUR-3", "NUR-4", "C-3"})
  void childFails_bodySleepingForEver_isWoken() {
    IOException failure = new IOException("child");
    List<String> log = new ArrayList<>();
    ExceptionGroup group =
        groupOf(nursery -> {
          nursery.startSoon(() -> fail(failure));
          try {
            Terzetto.sleepForever();
          } finally {
            log.add("body woken");
          }
        });
    assertEquals(List.of(failure), group.exceptions());
    assertEquals(List.of("body woken"), log);
  }
}
