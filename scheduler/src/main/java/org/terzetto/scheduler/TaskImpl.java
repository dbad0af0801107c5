package org.terzetto.scheduler;

import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.Cancelled;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.TaskLocal;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * A task: what it runs, and whether it runs, sleeps, or waits for its turn. Where it stands is
 * {@link TaskNode}'s business, how its stack is held {@link TaskThread}'s.
 */
final class TaskImpl<T extends @Nullable Object> extends TaskNode<T> {
  private static final StackTraceElement[] NOT_RECORDED = {};

  /** What a task is doing, as far as the run is concerned. */
  private enum Turn {
    /** It is running, or waits in a blocking call that holds the loop. */
    STEPPING,
    /** It sleeps until somebody reschedules it. */
    PARKED,
    /** It will run in the next batch. */
    RUNNABLE,
    /** It has ended. */
    ENDED
  }

  final Runner runner;
  private final int number;
  private final @Nullable String givenName;

  /** A {@link TaskBody} or {@link TaskCall}; once ended, its class. */
  private Object body;

  private @Nullable TaskThread thread;
  private StackTraceElement[] spawnedAt = NOT_RECORDED;

  // What it is doing.
  private Turn turn = Turn.PARKED;
  private @Nullable AbortHandler abort;
  private @Nullable Object resumeValue;
  private @Nullable Throwable resumeError;
  private @Nullable Object sleepData;
  Map<TaskLocal<?>, @Nullable Object> locals = Map.of();
  @Nullable Interruption interruption;
  int checkpointBans;
  private long cancelPoints;
  private long schedulePoints;

  // How it ended.
  private @Nullable ExitCallbacks exitCallbacks;
  private @Nullable T value;
  private @Nullable Throwable failure;

  /** The body is a {@link TaskBody} or a {@link TaskCall}. */
  TaskImpl(Runner runner, int number, @Nullable String name, Object body) {
    this.runner = runner;
    this.number = number;
    this.givenName = name;
    this.body = body;
  }

  void attach(TaskThread newThread) {
    thread = newThread;
  }

  /** False for a moment of its spawn only. */
  boolean hasThread() {
    return thread != null;
  }

  TaskThread taskThread() {
    return Objects.requireNonNull(thread, "a task has its thread from the spawn on");
  }

  // ---- running --------------------------------------------------------------------------------

  /** The whole life of the task, on its own thread, from its first turn to its end. */
  void live() {
    try {
      value = runBody();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    requireStepping();
    turn = Turn.ENDED;
    body = body.getClass(); // frees what it captured, keeps the name
    locals = Map.of();
    if (exitCallbacks != null) {
      exitCallbacks.run(this);
    }
    runner.taskExited(this);
  }

  void addExitCallback(Consumer<? super Task<?>> callback) {
    if (turn == Turn.ENDED) {
      throw new IllegalStateException(
          "task '" + name() + "' has ended; ask its state before waiting for its end");
    }
    if (exitCallbacks == null) {
      exitCallbacks = new ExitCallbacks();
    }
    exitCallbacks.add(callback);
  }

  boolean removeExitCallback(Consumer<? super Task<?>> callback) {
    return exitCallbacks != null && exitCallbacks.remove(callback);
  }

  @SuppressWarnings("unchecked")
  private @Nullable T runBody() throws Exception {
    Object toRun = body;
    if (toRun instanceof TaskCall<?> call) {
      return (T) call.call();
    }
    ((TaskBody) toRun).run();
    return null;
  }

  void stepBegins() {
    turn = Turn.STEPPING;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  @Nullable T value() {
    return value;
  }

  // ---- sleeping and waking --------------------------------------------------------------------

  @Nullable Object park(AbortHandler handler) throws InterruptedException {
    CheckpointBan.check(this, handler);
    beginSuspension();
    noteCancelPoint();
    schedulePoints++;
    turn = Turn.PARKED;
    abort = handler;
    RaiseCancel pending = pendingCancellation();
    if (pending != null) {
      attemptAbort(pending);
    }
    suspend();
    Throwable error = resumeError;
    Object result = resumeValue;
    resumeError = null;
    resumeValue = null;
    if (error != null) {
      throw Throwing.as(error);
    }
    return result;
  }

  /**
   * Like {@link #park}, but the task's thread goes on with {@code call} as another thread's code.
   */
  <V extends @Nullable Object, X extends Exception> V parkOutside(
      BlockingRegion region, BlockingCall<V, X> call) throws X, InterruptedException {
    beginSuspension();
    schedulePoints++;
    turn = Turn.PARKED;
    abort = region;
    return taskThread().runOutside(call);
  }

  /** Gives the turn away; returns when this task has it again. */
  void suspend() {
    try {
      taskThread().suspend();
    } catch (Throwable failure) {
      withdraw(failure);
      throw failure;
    }
  }

  /**
   * The suspension did not happen: undo what was prepared for it. If the stack is too full even for
   * that, it is made good when the task suspends or ends next.
   */
  private void withdraw(Throwable failure) {
    if (turn == Turn.RUNNABLE) {
      runner.runQueue.remove(this);
    } else {
      AbortHandler handler = abort;
      abort = null;
      if (handler != null && handler.abort(() -> failure) != Abort.SUCCEEDED) {
        runner.crash(failure);
      }
    }
    resumeError = null;
    resumeValue = null;
    turn = Turn.STEPPING;
  }

  private void beginSuspension() {
    if (runner.instruments.isCalling()) {
      throw new IllegalStateException(
          "an instrument's hook cannot suspend; start a task for what takes time");
    }
    requireStepping();
  }

  private void requireStepping() {
    if (turn != Turn.STEPPING) {
      withdraw(new StackOverflowError("the stack was too full to suspend"));
    }
  }

  void reschedule(@Nullable Object resumeWith, @Nullable Throwable error) {
    if (turn != Turn.PARKED) {
      throw new IllegalStateException(
          "task '"
              + name()
              + "' does not sleep in Parking.park ("
              + switch (turn) {
                case RUNNABLE -> "it has been rescheduled already";
                case ENDED -> "it has ended";
                default -> "it is running";
              }
              + "); reschedule each sleep exactly once");
    }
    turn = Turn.RUNNABLE;
    abort = null;
    sleepData = null;
    resumeValue = resumeWith;
    resumeError = error;
    runner.runQueue.add(this);
    runner.reconsiderWait();
    runner.instruments.taskScheduled(this);
  }

  /** Cancellation has reached this task: if it sleeps, and has not refused yet, wake it. */
  void attemptAbort(RaiseCancel cancellation) {
    AbortHandler handler = abort;
    if (handler == null) {
      return;
    }
    abort = null;
    Abort answer;
    try {
      answer =
          Objects.requireNonNull(handler.abort(cancellation), "an abort handler answered null");
    } catch (Throwable thrown) {
      runner.crash(thrown);
      return;
    }
    if (answer == Abort.SUCCEEDED) {
      reschedule(null, deliver(cancellation));
    } else if (handler instanceof BlockingRegion) {
      abort = handler; // each cancellation interrupts: a shield may come and go
    }
  }

  boolean isOutside() {
    return taskThread().isOutside();
  }

  boolean isParked() {
    return turn == Turn.PARKED;
  }

  private Throwable deliver(RaiseCancel cancellation) {
    Throwable exception = cancellation.exception();
    if (runner.debug && exception instanceof Cancelled) {
      scope().noteDelivery();
    }
    return exception;
  }

  void interrupt(Supplier<? extends InterruptedException> maker) {
    interruption = new Interruption(this, maker);
    attemptAbort(interruption);
  }

  /**
   * What a cancel point of this task must throw now, null if nothing. Called by the task itself.
   */
  private @Nullable RaiseCancel pendingCancellation() {
    if (Thread.interrupted() && interruption == null) {
      interruption = Interruption.ofThread(this);
    }
    if (interruption != null) {
      return interruption;
    }
    return scope().isEffectivelyCancelled() ? scope().cancellation() : null;
  }

  // ---- checkpoints ----------------------------------------------------------------------------

  /** A pending Ctrl-C comes before any cancellation, also if no pass has handed it on yet. */
  private void noteCancelPoint() {
    cancelPoints++;
    runner.sigint.dispatch();
  }

  void checkpoint() throws InterruptedException {
    CheckpointBan.check(this);
    noteCancelPoint();
    yieldTurn();
    RaiseCancel pending = pendingCancellation();
    if (pending != null) {
      throw Throwing.as(deliver(pending));
    }
  }

  void checkpointIfCancelled() throws InterruptedException {
    CheckpointBan.check(this);
    noteCancelPoint();
    RaiseCancel pending = pendingCancellation();
    if (pending != null) {
      Throwable exception = deliver(pending);
      yieldTurn();
      throw Throwing.as(exception);
    }
  }

  void cancelShieldedCheckpoint() {
    CheckpointBan.check(this);
    yieldTurn();
  }

  /** {@link RunKernel#budgetedCheckpoint}: counts as a schedule point, mostly without a switch. */
  void budgetedCheckpoint() {
    CheckpointBan.check(this);
    if (runner.completions.spend()) {
      schedulePoints++;
    } else {
      yieldTurn();
    }
  }

  private void yieldTurn() {
    beginSuspension();
    schedulePoints++;
    turn = Turn.PARKED;
    reschedule(null, null);
    suspend();
  }

  void recordSpawn(StackTraceElement[] stack) {
    spawnedAt = stack;
  }

  StackTraceElement[] spawnedAt() {
    return spawnedAt;
  }

  // ---- the public face ------------------------------------------------------------------------

  @Override
  public String name() {
    return givenName != null ? givenName : TaskNames.of(bodyClass(), number);
  }

  private Class<?> bodyClass() {
    return body instanceof Class<?> ended ? ended : body.getClass();
  }

  @Override
  public State state() {
    if (turn != Turn.ENDED) {
      return State.RUNNING;
    }
    if (failure == null) {
      return State.SUCCEEDED;
    }
    return failure instanceof Cancelled ? State.CANCELLED : State.FAILED;
  }

  @Override
  @SuppressWarnings("NullAway") // null is a T if the body returned null: T may be nullable
  public T result() {
    if (turn != Turn.ENDED) {
      throw new IllegalStateException(
          "task '" + name() + "' has not ended; read its result once its nursery has");
    }
    if (failure != null) {
      throw new IllegalStateException(
          "task '" + name() + "' has no result: it ended with " + Throwing.textOf(failure),
          failure);
    }
    return value;
  }

  @Override
  public Thread thread() {
    return taskThread().thread();
  }

  @Override
  public long cancelPoints() {
    return cancelPoints;
  }

  @Override
  public long schedulePoints() {
    return schedulePoints;
  }

  @Override
  public @Nullable Object sleepData() {
    return sleepData;
  }

  @Override
  public void sleepData(@Nullable Object data) {
    sleepData = data;
  }

  @Override
  public String toString() {
    return "Task[" + name() + "]";
  }
}
