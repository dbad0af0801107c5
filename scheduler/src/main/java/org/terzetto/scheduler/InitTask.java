package org.terzetto.scheduler;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelReason;
import org.terzetto.CancelSource;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.TaskLocal;

/**
 * The root of the task tree, {@code <init>}: three nested nurseries, so that a run ends from the
 * inside out. Main lives in the innermost. Once it has ended the system tasks, in the middle one,
 * are cancelled and awaited; and only then the call-soon task, since what they submitted must still
 * run.
 */
final class InitTask {
  private static final CancelReason SHUTDOWN =
      new CancelReason(CancelSource.SHUTDOWN, "main has ended", null);

  private final Runner runner;
  private final CancelScopeImpl root = new CancelScopeImpl(false);
  private @Nullable TaskImpl<?> task;
  private @Nullable TaskImpl<?> main;
  private @Nullable NurseryImpl mainNursery;
  private @Nullable NurseryImpl callSoonNursery;
  private @Nullable NurseryImpl systemNursery;

  InitTask(Runner runner) {
    this.runner = runner;
  }

  void spawn(
      String mainName,
      TaskCall<?> mainCall,
      Map<TaskLocal<?>, @Nullable Object> locals,
      @Nullable Object scopedValues) {
    TaskBody body = () -> runAll(mainName, mainCall);
    TaskImpl<?> newTask = runner.threads.newTask(runner.nextTaskNumber(), "<init>", body);
    newTask.locals = locals;
    task = newTask;
    root.enter(newTask);
    runner.prepare(newTask, "<init>", scopedValues);
    runner.spawn(newTask);
  }

  private void runAll(String mainName, TaskCall<?> mainCall) throws InterruptedException {
    NurseryImpl.run(
        task(),
        outer -> {
          callSoonNursery = (NurseryImpl) outer;
          callSoonNursery.spawn("<call soon task>", runner.entryQueue::serve, null);
          runSystem(mainName, mainCall);
          callSoonNursery.scope().cancel(SHUTDOWN);
        });
  }

  private void runSystem(String mainName, TaskCall<?> mainCall) throws InterruptedException {
    NurseryImpl.run(
        task(),
        middle -> {
          systemNursery = (NurseryImpl) middle;
          NurseryImpl.run(
              task(),
              inner -> {
                mainNursery = (NurseryImpl) inner;
                main = mainNursery.spawn(mainName, null, mainCall);
              });
          systemNursery.scope().cancel(SHUTDOWN);
        });
  }

  TaskImpl<?> task() {
    return Objects.requireNonNull(task, "a run has its init task from its first step on");
  }

  /** Null before the run has begun. */
  @Nullable TaskImpl<?> taskOrNull() {
    return task;
  }

  /** Null until init's first step. */
  @Nullable TaskImpl<?> main() {
    return main;
  }

  NurseryImpl systemNursery() {
    return Objects.requireNonNull(systemNursery, "a run has system tasks from init's step on");
  }

  /** The outermost nursery: takes in the children of a nursery that cannot wait for them. */
  NurseryImpl lastResort() {
    return Objects.requireNonNull(callSoonNursery, "tasks run after init's first step");
  }

  /** A callback of the entry queue threw: the run dies as if a system task had failed. */
  void callbackFailed(Throwable failure) {
    NurseryImpl open = systemNursery().isClosed() ? lastResort() : systemNursery();
    open.fail(failure, "a callback", "<call soon task>");
  }

  void cancelEverything(CancelReason reason) {
    root.cancel(reason);
  }

  /** Main is to come to its end; nothing happens if it has. */
  void shutDownMain(long graceNanos, CancelReason reason) {
    Objects.requireNonNull(mainNursery, "callbacks run after init's first step")
        .scope()
        .shutDown(graceNanos, reason);
  }

  /** What broke the run from inside: a system task or a callback failed. */
  @Nullable Throwable failure() {
    return task == null ? null : task.failure();
  }
}
