package org.terzetto.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.terzetto.CancelScope;
import org.terzetto.ExceptionGroup;
import org.terzetto.Gather;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.Terzetto;
import org.terzetto.channel.MemoryChannel;
import org.terzetto.guest.HostThread;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.sync.CapacityLimiter;
import org.terzetto.sync.Event;
import org.terzetto.sync.Lock;
import org.terzetto.sync.Semaphore;
import org.terzetto.testing.Covers;
import org.terzetto.thread.ToThread;

/**
 * A stack overflow is a failure of the task whose stack it is, and of nothing else, wherever it
 * strikes: each operation is tried on stacks with ever different amounts of room left.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullStackTest {
  private static final int ATTEMPTS = 200;

  private interface Step {
    void run(FullStackTest test) throws Exception;
  }

  /** What a task does when its stack is nearly full. */
  private enum Operation {
    CHECKPOINT(test -> Checkpoints.checkpoint()),
    SLEEP(test -> Terzetto.sleep(Duration.ofMillis(1))),
    SCOPE(test -> CancelScope.create().run(scope -> Checkpoints.checkpoint())),
    CANCELLED_SCOPE(test -> CancelScope.create().run(FullStackTest::cancelAndSleep)),
    TIMEOUT(test -> CancelScope.failAfter(Duration.ofDays(1), scope -> Checkpoints.checkpoint())),
    SCOPES(test -> nestScopes(3)),
    NURSERY(test -> Nursery.run(FullStackTest::startTwo)),
    EMPTY_NURSERY(test -> Nursery.run(nursery -> {})),
    FAILING_NURSERY(test -> Nursery.run(FullStackTest::failBesideAChild)),
    FAILING_CHILD(test -> Nursery.run(FullStackTest::startFailing)),
    START(test -> Nursery.run(nursery -> nursery.start(status -> status.started("value")))),
    SPAWN(test -> test.around().startSoon(() -> Checkpoints.checkpoint())),
    LOCK(test -> test.lock.use(() -> {})),
    SEMAPHORE(test -> test.semaphore.use(() -> {})),
    LIMITER(FullStackTest::borrow),
    EVENT(FullStackTest::setAndAwait),
    CANCEL(test -> test.elsewhere.cancel()),
    CHANNEL(FullStackTest::sendAndReceive),
    GATHER(test -> Gather.all(List.of(() -> 1, () -> 2))),
    BLOCKING(test -> Terzetto.blocking(() -> Thread.sleep(0, 1))),
    TO_THREAD(test -> ToThread.run(() -> 1)),
    HOST_THREAD(test -> HostThread.call(() -> 1));

    private final Step step;

    Operation(Step step) {
      this.step = step;
    }
  }

  private static final class IntendedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final Random random = new Random(1);
  private final Lock lock = new Lock();
  private final Semaphore semaphore = new Semaphore(1);
  private final CapacityLimiter limiter = new CapacityLimiter(1);
  private final MemoryChannel<String> channel = MemoryChannel.open(1);
  private Event event = new Event();
  private CancelScope elsewhere = CancelScope.create();
  private @Nullable Nursery around;
  private int left;
  private int borrowed;
  private int overflows;
  private int witnessed;

  // ---- operations -----------------------------------------------------------------------------

  private static void cancelAndSleep(CancelScope scope) throws InterruptedException {
    scope.cancel();
    Terzetto.sleepForever();
  }

  private static void nestScopes(int left) throws InterruptedException {
    if (left == 0) {
      Checkpoints.checkpointIfCancelled();
    } else {
      CancelScope.create().run(scope -> nestScopes(left - 1));
    }
  }

  private static void startTwo(Nursery nursery) {
    nursery.startSoon(() -> Terzetto.sleep(Duration.ofMillis(1)));
    nursery.startSoon(() -> Checkpoints.checkpoint());
  }

  private static void failBesideAChild(Nursery nursery) throws IntendedException {
    nursery.startSoon(() -> Terzetto.sleepForever());
    throw new IntendedException();
  }

  private static void startFailing(Nursery nursery) {
    nursery.startSoon(() -> Nursery.run(FullStackTest::failBesideAChild));
  }

  private Nursery around() {
    return Objects.requireNonNull(around);
  }

  private void setAndAwait() throws InterruptedException {
    event.set();
    event.await();
  }

  private void sendAndReceive() throws InterruptedException {
    channel.sender().send("value");
    channel.receiver().receive();
  }

  private void borrow() throws InterruptedException {
    limiter.acquireFor(this);
    borrowed = 1;
  }

  // ---- at every depth -------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  @Covers({"NUR-25", "SCH-20"})
  void overflow_anywhere_isAFailureOfItsTask(Operation operation) throws Exception {
    run(() -> {
      // The JVM never again initializes a class whose initializer has overflowed the stack.
      ToThread.run(() -> 1);
      for (int i = 0; i < ATTEMPTS; i++) {
        attempt(operation);
      }
    });
    assertNotEquals(0, overflows);
    assertNotEquals(ATTEMPTS, overflows);
  }

  private void attempt(Operation operation) throws Exception {
    event = new Event();
    elsewhere = CancelScope.create();
    borrowed = 0;
    int before = witnessed;
    int living = RunStatistics.current().tasksLiving();
    Nursery.run(nursery -> {
      around = nursery;
      nursery.startSoon(this::witness);
      nursery.startSoon(() -> elsewhere.run(scope -> event.await()));
      Checkpoints.checkpoint();
      digAndTry(operation);
      Checkpoints.checkpoint();
      assertEquals(List.of(nursery), Task.current().childNurseries());
      assertEquals(LoopTime.NEVER, CancelScope.effectiveDeadline());
      event.set();
    });
    assertEquals(before + 1, witnessed);
    assertEquals(living, RunStatistics.current().tasksLiving());
    assertTrue(RunStatistics.current().toNextDeadline().toDays() > 1000, "a deadline is left");
    assertNothingIsLost();
    channel.receiver().tryReceive(); // if it was sent before the overflow
  }

  private void assertNothingIsLost() {
    assertFalse(lock.isLocked(), "the lock is held");
    assertEquals(1, semaphore.value());
    assertEquals(borrowed, limiter.borrowedTokens());
    if (borrowed == 1) {
      limiter.releaseFor(this);
    }
  }

  private void witness() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      Checkpoints.checkpoint();
    }
    witnessed++;
  }

  private void digAndTry(Operation operation) throws Exception {
    int depth = deepest();
    // Mostly where there is room for some calls, but not for all that they do.
    int room = random.nextInt(random.nextInt(4) == 0 ? depth : Math.min(depth, 600));
    try {
      dig(depth - room, operation);
    } catch (StackOverflowError e) {
      overflows++;
    } catch (IntendedException e) {
      // no overflow
    } catch (ExceptionGroup e) {
      int full = e.leaves(StackOverflowError.class).size();
      int intended = e.leaves(IntendedException.class).size();
      assertEquals(e.leaves(Throwable.class).size(), full + intended, e::toString);
      overflows += Math.min(full, 1);
    }
  }

  /** How many calls fit onto the stack. */
  private int deepest() throws Exception {
    assertThrows(StackOverflowError.class, () -> dig(Integer.MAX_VALUE, Operation.CHECKPOINT));
    return Integer.MAX_VALUE - left;
  }

  private void dig(int calls, Operation operation) throws Exception {
    left = calls;
    if (calls > 0) {
      dig(calls - 1, operation);
    } else {
      operation.step.run(this);
    }
  }

  // ---- scopes inside scopes -------------------------------------------------------------------

  @Test
  @Covers("SCH-20")
  void nurseries_byTheTenThousandOnOneStack_work() throws Exception {
    run(() -> nestNurseries(10_000));
    assertEquals(10_000, witnessed);
  }

  private void nestNurseries(int left) throws InterruptedException {
    if (left > 0) {
      Nursery.run(nursery -> {
        nursery.startSoon(() -> witnessed++);
        nestNurseries(left - 1);
      });
    }
  }

  @Test
  @Covers({"NUR-25", "SCH-20"})
  void scopes_withoutEnd_overflowBeforeTheHeapDoes() throws Exception {
    run(() -> {
      ExceptionGroup group =
          assertThrows(
              ExceptionGroup.class,
              () ->
                  Nursery.run(nursery -> {
                    nursery.startSoon(() -> Terzetto.sleepForever());
                    nursery.startSoon("diver", this::scopesWithoutEnd);
                  }));
      Throwable failure = assertInstanceOf(StackOverflowError.class, group.exceptions().get(0));
      assertEquals(
          "task 'diver' has entered 1000000 scopes inside each other", failure.getMessage());
      assertEquals(1, group.exceptions().size());
    });
  }

  private void scopesWithoutEnd() throws InterruptedException {
    CancelScope.create().run(scope -> scopesWithoutEnd());
  }

  private static void run(TaskBody main) throws Exception {
    Terzetto.run(VirtualTime.options().withLongStep(Duration.ZERO), main);
  }
}
