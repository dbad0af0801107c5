package org.terzetto.scheduler;

import aQute.bnd.annotation.spi.ServiceProvider;
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
import org.terzetto.LoopTime;
import org.terzetto.NurseryBody;
import org.terzetto.NurseryCall;
import org.terzetto.RunOptions;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.TaskLocal;
import org.terzetto.TaskMode;
import org.terzetto.guest.GuestRun;
import org.terzetto.guest.HostCall;
import org.terzetto.guest.HostLoop;
import org.terzetto.internal.Kernel;
import org.terzetto.lowlevel.AbortHandler;
import org.terzetto.lowlevel.CloseWatch;
import org.terzetto.lowlevel.Readiness;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.RunVar;
import org.terzetto.spi.Instrument;

/** The public API's way in: finds the run or task that calls, and hands the call to it. */
@ServiceProvider(Kernel.class)
public final class RunKernel implements Kernel {
  /** For {@link java.util.ServiceLoader}. */
  public RunKernel() {}

  static Runner requireRun() {
    StackRoom.require();
    return run();
  }

  static TaskImpl<?> requireTask() {
    StackRoom.require();
    return task();
  }

  private static Runner run() {
    Runner run = RunRegistry.current();
    if (run == null) {
      throw new IllegalStateException(
          "not inside a run: thread '"
              + Thread.currentThread().getName()
              + "' holds no turn of a run; call this from a task of Terzetto.run (not from another"
              + " thread, and not inside Terzetto.blocking)");
    }
    return run;
  }

  /** Without asking for room, for what normally changes nothing, and comes after what has asked. */
  private static TaskImpl<?> task() {
    TaskImpl<?> task = run().currentTask;
    if (task == null) {
      throw new IllegalStateException(
          "inside a run but not in a task: instruments, abort functions and the like cannot suspend;"
              + " start a task, or use the functions of the run only");
    }
    return task;
  }

  @Override
  public <T extends @Nullable Object> T run(RunOptions options, TaskCall<T> main) throws Exception {
    return RunCall.run(options, main);
  }

  @Override
  public <T extends @Nullable Object> GuestRun<T> startGuest(
      RunOptions options, HostLoop host, TaskCall<T> main) {
    return GuestCall.start(options, host, main);
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T callOnHostThread(HostCall<T, X> call)
      throws X {
    requireRun();
    if (!Thread.currentThread().isVirtual()) {
      return call.call();
    }
    return requireTask().callBeneath(call);
  }

  @Override
  public boolean inRun() {
    return RunRegistry.current() != null;
  }

  @Override
  public boolean inTask() {
    Runner run = RunRegistry.current();
    return run != null && run.currentTask != null;
  }

  @Override
  public Task<?> currentTask() {
    return requireTask();
  }

  @Override
  public Task<?> rootTask() {
    return requireRun().init().task();
  }

  @Override
  public long currentTimeNanos() {
    return requireRun().clock.nanoTime();
  }

  @Override
  public void sleepFor(long nanos) throws InterruptedException {
    TaskImpl<?> task = requireTask();
    if (nanos == 0) {
      task.checkpoint();
    } else {
      task.sleepUntil(LoopTime.saturatedSum(task.runner.clock.nanoTime(), nanos));
    }
  }

  @Override
  public void sleepUntil(long deadline) throws InterruptedException {
    TaskImpl<?> task = requireTask();
    if (deadline <= task.runner.clock.nanoTime()) {
      task.checkpoint();
    } else {
      task.sleepUntil(deadline);
    }
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T blocking(BlockingCall<T, X> call)
      throws X, InterruptedException {
    return BlockingRegion.run(requireTask(), call);
  }

  @Override
  public void runNursery(NurseryBody body) throws InterruptedException {
    NurseryImpl.run(requireTask(), body);
  }

  @Override
  public <T extends @Nullable Object> T callNursery(NurseryCall<T> body)
      throws InterruptedException {
    return NurseryImpl.call(requireTask(), body);
  }

  @Override
  public CancelScope newScope(boolean endsAtShutdown) {
    return new CancelScopeImpl(endsAtShutdown);
  }

  @Override
  public long effectiveDeadline() {
    return requireTask().scope().soonestDeadline();
  }

  @Override
  public boolean isShuttingDown() {
    return requireTask().scope().isEffectivelyShuttingDown();
  }

  @Override
  public void checkpoint() throws InterruptedException {
    requireTask().checkpoint();
  }

  @Override
  public void checkpointIfCancelled() throws InterruptedException {
    requireTask().checkpointIfCancelled();
  }

  @Override
  public void cancelShieldedCheckpoint() {
    requireTask().cancelShieldedCheckpoint();
  }

  @Override
  public void budgetedCheckpoint() {
    task().budgetedCheckpoint();
  }

  @Override
  public <T extends @Nullable Object> T forbidCheckpoints(Supplier<T> body) {
    TaskImpl<?> task = requireTask();
    return task.runner.debug ? CheckpointBan.during(task, body) : body.get();
  }

  @Override
  public CloseWatch watchClosing(String what) {
    Runner run = RunRegistry.current();
    return run == null || !run.debug ? CloseWatch.NONE : run.openResources.add(what);
  }

  @Override
  public @Nullable Object park(AbortHandler abort) throws InterruptedException {
    TaskImpl<?> task;
    try {
      task = requireTask();
    } catch (StackOverflowError full) {
      Withdrawal.of(abort, full);
      throw full;
    }
    return task.park(abort);
  }

  @Override
  public void reschedule(Task<?> task, @Nullable Object value, @Nullable Throwable error) {
    TaskImpl<?> sleeper = (TaskImpl<?>) task;
    sleeper.runner.requireTurn();
    sleeper.reschedule(value, error);
  }

  @Override
  public void addExitCallback(Task<?> task, Consumer<? super Task<?>> callback) {
    TaskImpl<?> watched = (TaskImpl<?>) task;
    watched.runner.requireTurn();
    watched.addExitCallback(callback);
  }

  @Override
  public boolean removeExitCallback(Task<?> task, Consumer<? super Task<?>> callback) {
    TaskImpl<?> watched = (TaskImpl<?>) task;
    watched.runner.requireTurn();
    return watched.removeExitCallback(callback);
  }

  @Override
  public Readiness readiness(SelectableChannel channel) throws IOException {
    return requireRun().ioWaits.of(channel);
  }

  @Override
  public Readiness readiness(int descriptor) throws IOException {
    return requireRun().ioWaits.of(descriptor);
  }

  @Override
  public RunToken token() {
    return requireRun().entryQueue;
  }

  @Override
  public RandomGenerator random() {
    return requireRun().random;
  }

  @Override
  public RunStatistics statistics() {
    return requireRun().statistics();
  }

  @Override
  public void addInstrument(Instrument instrument) {
    requireRun().instruments.add(instrument);
  }

  @Override
  public void removeInstrument(Instrument instrument) {
    requireRun().instruments.remove(instrument);
  }

  @Override
  public Task<@Nullable Void> spawnSystemTask(String name, TaskBody body) {
    InitTask init = requireRun().init();
    TaskImpl<@Nullable Void> task = init.systemNursery().spawn(name, body, null);
    task.locals = init.task().locals; // it has not run yet
    return task;
  }

  @Override
  public Map<RunVar<?>, @Nullable Object> runVars() {
    return requireRun().runVars;
  }

  @Override
  public Map<TaskLocal<?>, @Nullable Object> taskLocals() {
    return LocalValues.current();
  }

  @Override
  public void taskLocals(Map<TaskLocal<?>, @Nullable Object> values) {
    LocalValues.setCurrent(values);
  }

  @Override
  public @Nullable Object scopedValues() {
    Runner run = RunRegistry.current();
    if (run != null) {
      return run.threads.scopedValues();
    }
    return VirtualThreadAccess.problem() == null ? VirtualThreadAccess.scopedValues() : null;
  }

  @Override
  public <T extends @Nullable Object, X extends Exception> T callWithScopedValues(
      Object bindings, BoundCall<T, X> call) throws X, InterruptedException {
    Runner run = RunRegistry.current();
    if (run != null && run.threads.mode() == TaskMode.PORTABLE) {
      return call.call(); // as children there inherit none, JVM permitting or not
    }
    return VirtualThreadAccess.callWith(bindings, call);
  }

  @Override
  public void waitAllTasksBlocked(long cushionNanos) throws InterruptedException {
    TaskImpl<?> task = requireTask();
    task.runner.idleWork.waitAllTasksBlocked(task, cushionNanos);
  }
}
