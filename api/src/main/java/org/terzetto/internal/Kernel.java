package org.terzetto.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.terzetto.BlockingCall;
import org.terzetto.BoundCall;
import org.terzetto.CancelScope;
import org.terzetto.NurseryBody;
import org.terzetto.NurseryCall;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.TaskLocal;
import org.terzetto.guest.GuestRun;
import org.terzetto.guest.HostCall;
import org.terzetto.guest.HostLoop;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.CloseWatch;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.spi.Instrument;

/**
 * What the scheduler provides: everything behind the static methods of the public API, one method
 * each. The contracts stand there; times are nanoseconds on the run's clock.
 */
public interface Kernel {
  /** {@link org.terzetto.Terzetto#run(RunOptions, TaskCall)}. */
  <T extends @Nullable Object> T run(RunOptions options, TaskCall<T> main) throws Exception;

  /** {@link GuestRun#start}. */
  <T extends @Nullable Object> GuestRun<T> startGuest(
      RunOptions options, HostLoop host, TaskCall<T> main);

  /** {@link org.terzetto.guest.HostThread#call}. */
  <T extends @Nullable Object, X extends Exception> T callOnHostThread(HostCall<T, X> call)
      throws X;

  /** {@link org.terzetto.Terzetto#inRun}. */
  boolean inRun();

  /** {@link org.terzetto.Terzetto#inTask}. */
  boolean inTask();

  /** {@link Task#current}. */
  Task<?> currentTask();

  /** {@link Task#root}. */
  Task<?> rootTask();

  /** {@link org.terzetto.Terzetto#currentTime}. */
  long currentTimeNanos();

  /** {@link org.terzetto.Terzetto#sleep}. */
  void sleepFor(long nanos) throws InterruptedException;

  /** {@link org.terzetto.Terzetto#sleepUntil}. */
  void sleepUntil(long deadline) throws InterruptedException;

  /** {@link org.terzetto.Terzetto#blocking(BlockingCall)}. */
  <T extends @Nullable Object, X extends Exception> T blocking(BlockingCall<T, X> call)
      throws X, InterruptedException;

  /** {@link org.terzetto.Nursery#run}. */
  void runNursery(NurseryBody body) throws InterruptedException;

  /** {@link org.terzetto.Nursery#call}. */
  <T extends @Nullable Object> T callNursery(NurseryCall<T> body) throws InterruptedException;

  /** {@link CancelScope#create}, and {@link CancelScope#untilShutdown} if it ends there. */
  CancelScope newScope(boolean endsAtShutdown);

  /** {@link CancelScope#effectiveDeadline}. */
  long effectiveDeadline();

  /** {@link CancelScope#isShuttingDown}. */
  boolean isShuttingDown();

  /** {@link org.terzetto.lowlevel.Checkpoints#checkpoint}. */
  void checkpoint() throws InterruptedException;

  /** {@link org.terzetto.lowlevel.Checkpoints#checkpointIfCancelled}. */
  void checkpointIfCancelled() throws InterruptedException;

  /** {@link org.terzetto.lowlevel.Checkpoints#cancelShieldedCheckpoint}. */
  void cancelShieldedCheckpoint() throws InterruptedException;

  /** {@link org.terzetto.lowlevel.Checkpoints#budgetedCheckpoint}. */
  void budgetedCheckpoint() throws InterruptedException;

  /** {@link org.terzetto.lowlevel.Checkpoints#callForbidden}. */
  <T extends @Nullable Object> T forbidCheckpoints(Supplier<T> body);

  /** {@link org.terzetto.lowlevel.CloseWatch#opened}; does nothing outside of a run. */
  CloseWatch watchClosing(String what);

  /** {@link org.terzetto.lowlevel.Parking#park}. */
  @Nullable Object park(AbortHandler abort) throws InterruptedException;

  /** {@link org.terzetto.lowlevel.Parking#reschedule(Task)}; at most one of the two is not null. */
  void reschedule(Task<?> task, @Nullable Object value, @Nullable Throwable error);

  /** {@link org.terzetto.lowlevel.TaskExit#onExit}. */
  void addExitCallback(Task<?> task, Consumer<? super Task<?>> callback);

  /** {@link org.terzetto.lowlevel.TaskExit#forget}. */
  boolean removeExitCallback(Task<?> task, Consumer<? super Task<?>> callback);

  /** {@link Readiness#of(SelectableChannel)}. */
  Readiness readiness(SelectableChannel channel) throws IOException;

  /** {@link Readiness#of(int)}. */
  Readiness readiness(int descriptor) throws IOException;

  /** {@link RunToken#current}. */
  RunToken token();

  /** {@link org.terzetto.lowlevel.RunRandom#current}. */
  RandomGenerator random();

  /** {@link RunStatistics#current}. */
  RunStatistics statistics();

  /** {@link org.terzetto.lowlevel.Instruments#add}. */
  void addInstrument(Instrument instrument);

  /** {@link org.terzetto.lowlevel.Instruments#remove}. */
  void removeInstrument(Instrument instrument);

  /** {@link org.terzetto.lowlevel.SystemTasks#spawn}. */
  Task<@Nullable Void> spawnSystemTask(String name, TaskBody body);

  /** The values of {@link RunVar}s in the current run: the run's own map, to read and change. */
  Map<RunVar<?>, @Nullable Object> runVars();

  /** The values that {@link TaskLocal}s have for the current task, or else thread. */
  Map<TaskLocal<?>, @Nullable Object> taskLocals();

  /** Replaces {@link #taskLocals()}; from here on nobody changes {@code values}. */
  void taskLocals(Map<TaskLocal<?>, @Nullable Object> values);

  /** The {@link ScopedValue} bindings of the calling thread; null if they cannot be carried. */
  @Nullable Object scopedValues();

  /** Calls {@code call} with bindings of {@link #scopedValues}, if the current run carries any. */
  <T extends @Nullable Object, X extends Exception> T callWithScopedValues(
      Object bindings, BoundCall<T, X> call) throws X, InterruptedException;

  /** {@link org.terzetto.lowlevel.Idleness#waitAllTasksBlocked}. */
  void waitAllTasksBlocked(long cushionNanos) throws InterruptedException;
}
