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
import org.terzetto.guest.HostCall;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * A task: what it runs, and whether it runs, sleeps, or waits for its turn. Where it stands is
 * {@link TaskNode}'s business, how it sleeps until a time {@link Sleeper}'s. The virtual thread
 * that holds its stack, and how the task gives its turn away and gets it back, is that of the two
 * subclasses, one for each mode.
 *
 * <p>A million tasks are to be cheap, so each field here has to be worth four bytes in all of them;
 * what few tasks need is in {@link RareState}.
 */
abstract class TaskImpl<T extends @Nullable Object> extends Sleeper<T> {
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

  private Turn turn = Turn.PARKED;
  private @Nullable AbortHandler abort;

  /** What the sleep that is over brought; once ended, the body: a value, or what it threw. */
  private @Nullable Object outcome;

  private boolean threw;
  Map<TaskLocal<?>, @Nullable Object> locals = Map.of();
  private @Nullable RareState rare;
  private long cancelPoints;
  private long schedulePoints;

  /** The body is a {@link TaskBody} or a {@link TaskCall}. */
  TaskImpl(Runner runner, int number, @Nullable String name, Object body) {
    this.runner = runner;
    this.number = number;
    this.givenName = name;
    this.body = body;
  }

  /** What is not there in most tasks; made when it is first needed. */
  final RareState rare() {
    if (rare == null) {
      rare = new RareState();
    }
    return rare;
  }

  final @Nullable RareState rareOrNull() {
    return rare;
  }

  // ---- its thread -----------------------------------------------------------------------------

  /** Gives the task its thread, ready for the first turn. */
  abstract void startThread(@Nullable String name, @Nullable Object scopedValues);

  /** Null for a moment of its spawn only. */
  abstract @Nullable Thread threadOrNull();

  /**
   * Moves what this task, which calls, has on the stack to the heap, from where the frames come
   * back one by one as calls return to them. Then there is as much room as in a fresh thread, for
   * calls and for suspending, which may take as much of the stack again as is in use. Does nothing
   * if the thread cannot suspend.
   *
   * @throws StackOverflowError if there is no room even for that; nothing has happened then
   */
  abstract void putStackAside();

  /**
   * Ends the step of this task, which calls; returns in its next step.
   *
   * @throws org.terzetto.PinnedSuspensionException if the thread cannot suspend
   */
  abstract void giveTurnAway();

  /**
   * Runs {@code call} as another thread's code, while others have the turn. Afterwards the task is
   * rescheduled, and this returns when it has its turn again.
   */
  abstract <V extends @Nullable Object, X extends Exception> V runOutside(BlockingCall<V, X> call)
      throws X, InterruptedException;

  /** Whether the task is inside {@link #runOutside}. */
  abstract boolean isOutside();

  /** The region has been cancelled: if its code swallows that and blocks again, tell it again. */
  abstract void interruptAgainWhenBlocked(BlockingRegion region);

  /** Runs {@code call} on the bare thread beneath the run, within the step of this task. */
  abstract <V extends @Nullable Object, X extends Exception> V callBeneath(HostCall<V, X> call)
      throws X;

  @Override
  public final Thread thread() {
    return Objects.requireNonNull(threadOrNull(), "a task has its thread from the spawn on");
  }

  // ---- running --------------------------------------------------------------------------------

  /** The whole life of the task, on its own thread, from its first turn to its end. */
  void live() {
    try {
      if (body instanceof TaskCall<?> call) {
        end(call.call(), false);
      } else {
        ((TaskBody) body).run();
        end(null, false);
      }
    } catch (Throwable thrown) {
      end(thrown, true);
    }
    tellOfEnd();
  }

  /** There is no thread for it: it ends as if its body had thrown that. */
  void failUnbegun(Throwable noThread) {
    end(noThread, true);
    tellOfEnd();
  }

  private void tellOfEnd() {
    if (rare != null && rare.exitCallbacks != null) {
      rare.exitCallbacks.run(this);
    }
    runner.taskExited(this);
  }

  private void end(@Nullable Object result, boolean failed) {
    turn = Turn.ENDED;
    outcome = result;
    threw = failed;
    body = body.getClass(); // frees what it captured, keeps the name
    locals = Map.of();
  }

  void addExitCallback(Consumer<? super Task<?>> callback) {
    if (turn == Turn.ENDED) {
      throw new IllegalStateException(
          "task '" + name() + "' has ended; ask its state before waiting for its end");
    }
    rare().addExitCallback(callback);
  }

  boolean removeExitCallback(Consumer<? super Task<?>> callback) {
    return rare != null && rare.removeExitCallback(callback);
  }

  void stepBegins() {
    turn = Turn.STEPPING;
  }

  /** What the body threw, null if nothing or not yet. */
  @Nullable Throwable failure() {
    return turn == Turn.ENDED && threw ? (Throwable) outcome : null;
  }

  /** What the body returned, null before. */
  @SuppressWarnings("unchecked") // the constructor's caller knows what the body returns
  @Nullable T value() {
    return turn == Turn.ENDED && !threw ? (T) outcome : null;
  }

  // ---- sleeping and waking --------------------------------------------------------------------

  @Nullable Object park(AbortHandler handler) throws InterruptedException {
    requireSuspendable(handler);
    noteCancelPoint();
    schedulePoints++;
    turn = Turn.PARKED;
    abort = handler;
    RaiseCancel pending = pendingCancellation();
    if (pending != null) {
      attemptAbort(pending);
    }
    suspend();
    Object result = outcome;
    outcome = null;
    if (threw) {
      throw Throwing.as((Throwable) Objects.requireNonNull(result));
    }
    return result;
  }

  /**
   * Like {@link #park}, but the task's thread goes on with {@code call} as another thread's code.
   */
  <V extends @Nullable Object, X extends Exception> V parkOutside(
      BlockingRegion region, BlockingCall<V, X> call) throws X, InterruptedException {
    putStackAside(); // it must be able to come back
    beginSuspension();
    schedulePoints++;
    turn = Turn.PARKED;
    abort = region;
    return runOutside(call);
  }

  /** Gives the turn away; returns when this task has it again. */
  void suspend() {
    try {
      giveTurnAway();
    } catch (Throwable failure) {
      withdraw(failure);
      throw failure;
    }
  }

  /** The suspension did not happen: undo what was prepared for it. */
  private void withdraw(Throwable failure) {
    if (turn == Turn.RUNNABLE) {
      runner.runQueue.remove(this);
    } else {
      AbortHandler handler = abort;
      abort = null;
      if (handler != null && !Withdrawal.of(handler, failure)) {
        runner.crash(failure);
      }
    }
    outcome = null;
    turn = Turn.STEPPING;
  }

  /** Lets the sleeper take back what it has prepared for its sleep, if that is refused. */
  private void requireSuspendable(AbortHandler sleeper) {
    try {
      CheckpointBan.check(this);
      beginSuspension();
    } catch (IllegalStateException refusal) {
      Withdrawal.of(sleeper, refusal);
      throw refusal;
    }
  }

  private void beginSuspension() {
    if (runner.instruments.isCalling()) {
      throw new IllegalStateException(
          "an instrument's hook cannot suspend; start a task for what takes time");
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
    if (rare != null) {
      rare.sleepData = null;
    }
    outcome = error != null ? error : resumeWith;
    threw = error != null;
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
    try {
      Abort answer =
          Objects.requireNonNull(handler.abort(cancellation), "an abort handler answered null");
      if (answer == Abort.SUCCEEDED) {
        reschedule(null, deliver(cancellation));
      } else if (handler instanceof BlockingRegion) {
        abort = handler; // each cancellation interrupts: a shield may come and go
      }
    } catch (Throwable thrown) {
      runner.crash(thrown);
    }
  }

  /** The call of {@code blocking} that it is in, if any. */
  final @Nullable BlockingRegion blockingRegion() {
    return abort instanceof BlockingRegion region ? region : null;
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
    Interruption interruption = new Interruption(this, maker);
    rare().interruption = interruption;
    attemptAbort(interruption);
  }

  /**
   * What a cancel point of this task must throw now, null if nothing. Called by the task itself.
   */
  private @Nullable RaiseCancel pendingCancellation() {
    if (Thread.interrupted() && rare().interruption == null) {
      rare().interruption = Interruption.ofThread(this);
    }
    if (rare != null && rare.interruption != null) {
      return rare.interruption;
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
      StackRoom.require();
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
    rare().spawnedAt = stack;
  }

  StackTraceElement[] spawnedAt() {
    return rare == null ? RareState.NOT_RECORDED : rare.spawnedAt;
  }

  // ---- the public face ------------------------------------------------------------------------

  @Override
  public String name() {
    return givenName != null ? givenName : TaskNames.of(bodyClass(), number);
  }

  private Class<?> bodyClass() {
    Object now = body; // once: any thread may ask, and it changes at the end
    return now instanceof Class<?> ended ? ended : now.getClass();
  }

  @Override
  public State state() {
    if (turn != Turn.ENDED) {
      return State.RUNNING;
    }
    if (!threw) {
      return State.SUCCEEDED;
    }
    return outcome instanceof Cancelled ? State.CANCELLED : State.FAILED;
  }

  @Override
  @SuppressWarnings("NullAway") // null is a T if the body returned null: T may be nullable
  public T result() {
    if (turn != Turn.ENDED) {
      throw new IllegalStateException(
          "task '" + name() + "' has not ended; read its result once its nursery has");
    }
    Throwable failure = failure();
    if (failure != null) {
      throw new IllegalStateException(
          "task '" + name() + "' has no result: it ended with " + Throwing.textOf(failure),
          failure);
    }
    return value();
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
    return rare == null ? null : rare.sleepData;
  }

  @Override
  public void sleepData(@Nullable Object data) {
    rare().sleepData = data;
  }

  @Override
  public String toString() {
    return "Task[" + name() + "]";
  }
}
