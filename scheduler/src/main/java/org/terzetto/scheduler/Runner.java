package org.terzetto.scheduler;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelReason;
import org.terzetto.CancelSource;
import org.terzetto.LoopTime;
import org.terzetto.RunOptions;
import org.terzetto.SigintException;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.spi.Clock;
import org.terzetto.spi.IoBackend;

/**
 * The run loop: the one class that knows all seven steps of a pass.
 *
 * <p>It is a passive object. Whoever holds the turn steps it: the loop thread in {@link
 * #runUntilDone}; in portable mode the task that suspends, through {@link #beginPass}; or somebody
 * else's loop, through {@link GuestCall}, which takes the wait out of the pass. The turn is held by
 * one thread at a time, {@link #turnThread}; that thread owns every field here and in the objects
 * of the run, so that nothing is locked and nothing is volatile but for the few fields labelled
 * otherwise.
 */
final class Runner {
  /** An absent or absurd deadline means a wait of a day, so that no arithmetic can overflow. */
  private static final long MAX_WAIT_NANOS = 24L * 3600 * 1_000_000_000L;

  /**
   * While tasks are runnable a poll finds out about I/O a little earlier at the price of a system
   * call, more than ten switches of two tasks that take turns: so it is skipped, but not for longer
   * than this. Under a seed it never is: real time must not decide.
   */
  private static final long MAX_SKIPPED_NANOS = 50_000;

  /** The clock has its price, too: a sixth of a switch. */
  private static final int STEPS_BETWEEN_LOOKS = 8;

  // Fixed for the run.
  final boolean debug;
  private final boolean guest;
  private final boolean pollsEachPass;
  final Clock clock;
  final OpenResources openResources = new OpenResources(this);
  final InstrumentList instruments = new InstrumentList();
  final RunQueue runQueue;

  /** For the tasks of the run; splitting keeps its numbers apart from those of the schedule. */
  final SplittableRandom random;

  final CompletionBudget completions;
  final Deadlines deadlines = new Deadlines();
  final IoWaits ioWaits;
  final EntryQueue entryQueue = new EntryQueue(this);
  final IdleWork idleWork = new IdleWork(this);
  final MainInterrupt callerInterrupt =
      new MainInterrupt(
          this,
          () -> new InterruptedException("the thread that called Terzetto.run was interrupted"));
  final MainInterrupt sigint =
      new MainInterrupt(this, () -> new SigintException("the program was interrupted by Ctrl-C"));
  final TaskThreads threads;
  final Watchdog watchdog;

  // Owned by whoever holds the turn. RunRegistry and the watchdog read the first two as well, in a
  // race that they allow for.
  @Nullable Thread turnThread;
  @Nullable TaskImpl<?> currentTask;
  int steps;
  final Map<RunVar<?>, @Nullable Object> runVars = new HashMap<>();
  private int tasksLiving;
  private int tasksCreated;
  private long lastPollNanos;
  private int stepsAtLook;
  private boolean ioHappened;
  private final InitTask init;
  private @Nullable Throwable crash;

  /** Up while the loop waits; read by any thread that has something for it. */
  private final WaitFlag waitingForIo;

  Runner(RunOptions options, IoBackend backend, boolean guest) {
    this(options, backend, guest, new WaitFlag());
  }

  /** With a flag of the caller's, for a test with a broken one. */
  Runner(RunOptions options, IoBackend backend, boolean guest, WaitFlag waitingForIo) {
    this.guest = guest;
    this.waitingForIo = waitingForIo;
    this.debug = options.debug();
    this.clock = options.clock().orElseGet(SystemClock::new);
    this.pollsEachPass = options.seed().isPresent();
    this.runQueue = new RunQueue(options.seed());
    this.random =
        options.seed().isPresent()
            ? new SplittableRandom(options.seed().getAsLong()).split()
            : new SplittableRandom();
    this.completions = CompletionBudget.of(options.seed());
    this.ioWaits = new IoWaits(this, backend);
    this.init = new InitTask(this);
    this.threads = TaskModes.choose(options.taskMode(), this); // a thread dump sees it from now on
    this.watchdog = new Watchdog(this, options.longStep());
  }

  // ---- the loop -------------------------------------------------------------------------------

  /** Runs until the last task has ended; called by the loop thread. */
  void runUntilDone() {
    try {
      while (goesOn()) {
        beginPass();
        threads.runBatch();
      }
    } catch (Throwable failure) {
      crash(failure);
    }
    new LastRites(this).perform();
  }

  /** The first six steps of a pass; the seventh is running the batch that the last line takes. */
  void beginPass() throws IOException {
    long timeout = beginWait();
    awaitEvents(timeout);
    endWait(timeout);
  }

  /** The steps before the wait for I/O; returns how long it may take. */
  long beginWait() {
    long timeout = nextTimeout();
    instruments.beforeIoWait(timeout);
    return timeout;
  }

  /** The steps after the wait. */
  void endWait(long timeout) {
    dispatchReadiness();
    instruments.afterIoWait(timeout);
    boolean expired = expireDeadlines();
    idleWork.afterWait(!ioHappened && !expired);
    runQueue.startBatch();
  }

  private long nextTimeout() {
    if (!runQueue.isEmpty()) {
      return idleWork.limit(0);
    }
    long deadline = deadlines.next();
    long wait = deadline == Long.MAX_VALUE ? MAX_WAIT_NANOS : clock.realNanosUntil(deadline);
    return idleWork.limit(Math.clamp(wait, 0, MAX_WAIT_NANOS));
  }

  private void awaitEvents(long timeout) throws IOException {
    if (timeout == 0) {
      lookForEvents();
      return;
    }
    boolean polled = false;
    try {
      polled = ioWaits.poll(mustWait() ? timeout : 0);
    } finally {
      waited(polled);
    }
  }

  /** Instead of waiting. */
  void lookForEvents() throws IOException {
    ioHappened = !maySkipPoll() && pollNow();
  }

  /** A wait begins; false if it need not, since somebody has come meanwhile. */
  boolean mustWait() {
    waitingForIo.raise();
    return !hasWork();
  }

  /** The wait is over; {@code polled} if it was I/O or a wake-up that ended it. */
  void waited(boolean polled) {
    waitingForIo.lower();
    ioHappened = polled || hasWork();
  }

  private boolean hasWork() {
    // A hook that was called after the timeout was chosen may have made a task runnable.
    return hasArrivals() || !runQueue.isEmpty();
  }

  private boolean hasArrivals() {
    return entryQueue.hasPending()
        || threads.hasWaiting()
        || sigint.isRaised()
        || callerInterrupt.isRaised();
  }

  private boolean maySkipPoll() {
    return !runQueue.isEmpty()
        && !pollsEachPass
        && (steps - stepsAtLook < STEPS_BETWEEN_LOOKS || inTime());
  }

  private boolean inTime() {
    stepsAtLook = steps;
    return System.nanoTime() - lastPollNanos < MAX_SKIPPED_NANOS;
  }

  private boolean pollNow() throws IOException {
    boolean happened = ioWaits.poll(0);
    lastPollNanos = System.nanoTime();
    return happened || hasArrivals();
  }

  private void dispatchReadiness() {
    ioWaits.dispatch();
    threads.carryOn();
    entryQueue.dispatch();
    sigint.dispatch();
    callerInterrupt.dispatch();
  }

  private boolean expireDeadlines() {
    return !deadlines.isEmpty() && deadlines.expire(clock.nanoTime());
  }

  /** Makes the loop look for work, if it waits; called by any thread, after putting work down. */
  void wakeup() {
    if (waitingForIo.isUp()) {
      ioWaits.wakeup();
    }
    threads.wakeup();
  }

  /**
   * The holder of the turn has made a task runnable or moved a deadline. Only if it is the host of
   * a guest can a wait be under way.
   */
  void reconsiderWait() {
    if (waitingForIo.isUp()) {
      ioWaits.wakeup();
    }
  }

  // ---- turns and steps ------------------------------------------------------------------------

  /** A task's turn begins; it is current from here on. */
  void stepBegins(TaskImpl<?> task) {
    currentTask = task;
    steps++;
    task.stepBegins();
    completions.renew();
    instruments.beforeTaskStep(task);
  }

  /** A task has suspended or ended. */
  void stepEnds(TaskImpl<?> task) {
    currentTask = task;
    instruments.afterTaskStep(task);
    currentTask = null;
  }

  /** Whether there is another pass to come. */
  boolean goesOn() {
    return tasksLiving > 0 && crash == null;
  }

  /** Whether the task that suspends may begin a pass: never in a guest, whose host does that. */
  boolean canPassAtOnce() {
    return !guest && goesOn() && !runQueue.isEmpty();
  }

  void requireTurn() {
    StackRoom.require();
    if (turnThread != Thread.currentThread()) {
      throw new WrongThreadException(
          "thread '"
              + Thread.currentThread().getName()
              + "' does not hold the turn of this run; from outside use RunToken.runSoon");
    }
  }

  // ---- tasks ----------------------------------------------------------------------------------

  int nextTaskNumber() {
    return tasksCreated++;
  }

  /** Gives a new task all that it needs; if there is no memory for that, nothing has happened. */
  void prepare(TaskImpl<?> task, @Nullable String name, @Nullable Object scopedValues) {
    if (debug) {
      task.recordSpawn(SpawnSite.ofCaller());
    }
    task.locals = (currentTask != null ? currentTask : init.task()).locals;
    task.startThread(name, scopedValues);
  }

  /** Makes a task runnable that is prepared, and stands in the tree. */
  void spawn(TaskImpl<?> task) {
    tasksLiving++;
    instruments.taskSpawned(task);
    task.reschedule(null, null);
  }

  /** A task has run to its end, and still has the turn. */
  void taskExited(TaskImpl<?> task) {
    tasksLiving--;
    task.moveToScope(null);
    NurseryImpl nursery = task.nursery();
    try {
      if (nursery != null) {
        // Main's failure is the outcome of the run, and none of the nursery that main lives in.
        nursery.childEnded(task, task == init.main() ? null : task.failure());
      }
    } catch (Throwable failure) {
      crash(failure);
    }
    instruments.taskExited(task);
  }

  InitTask init() {
    return init;
  }

  // ---- when something breaks ------------------------------------------------------------------

  /**
   * The run cannot go on: everything is cancelled, and {@code run} will throw an internal error.
   */
  void crash(Throwable failure) {
    if (crash == null) {
      crash = failure;
    } else if (crash != failure) {
      crash.addSuppressed(failure);
    }
    init.cancelEverything(
        new CancelReason(
            CancelSource.UNKNOWN, "the run has failed: " + Throwing.textOf(failure), null));
  }

  @Nullable Throwable crash() {
    return crash;
  }

  // ---- numbers --------------------------------------------------------------------------------

  int tasksLiving() {
    return tasksLiving;
  }

  RunStatistics statistics() {
    return new RunStatistics(
        tasksLiving,
        runQueue.size(),
        new LoopTime(deadlines.next()).since(new LoopTime(clock.nanoTime())),
        entryQueue.size(),
        ioWaits.waiting(IoBackend.READ),
        ioWaits.waiting(IoBackend.WRITE),
        ioWaits.backend().statistics(),
        threads.mode());
  }
}
