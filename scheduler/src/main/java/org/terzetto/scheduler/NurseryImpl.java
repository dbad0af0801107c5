package org.terzetto.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelReason;
import org.terzetto.CancelScope;
import org.terzetto.CancelSource;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.NurseryBody;
import org.terzetto.NurseryCall;
import org.terzetto.PinnedSuspensionException;
import org.terzetto.StartBody;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.TaskCall;
import org.terzetto.TaskTrace;
import org.terzetto.internal.NurseryBase;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.RaiseCancel;

/**
 * A nursery: its scope, the children in it, and the failures so far. It closes at the moment when
 * the body, all children and all pending {@code start}s have ended.
 */
final class NurseryImpl extends NurseryBase {
  final @Nullable NurseryImpl outer;
  final Runner runner;
  private final TaskImpl<?> parent;
  private final CancelScopeImpl scope = new CancelScopeImpl(false);
  private final @Nullable Object scopedValues;
  private final List<Throwable> failures = new ArrayList<>(0);
  private @Nullable TaskImpl<?> firstChild;
  private @Nullable TaskImpl<?> lastChild;
  private @Nullable NurseryImpl successor;
  private int pendingStarts;
  private boolean bodyRunning = true;
  private boolean parentWaits;
  private boolean closed;

  /** Opens a nursery in {@code parent}, the current task. */
  NurseryImpl(TaskImpl<?> parent, @Nullable Object scopedValues) {
    this.runner = parent.runner;
    this.parent = parent;
    this.scopedValues = scopedValues;
    this.outer = parent.innermostNursery;
    scope.enter(parent);
    parent.innermostNursery = this;
  }

  // ---- the block ------------------------------------------------------------------------------

  /** Opens a nursery, runs the body in it, waits, and closes it. */
  static NurseryImpl run(TaskImpl<?> task, NurseryBody body) throws InterruptedException {
    return run(task, task.runner.threads.scopedValues(), body);
  }

  /** Like {@link #run(TaskImpl, NurseryBody)}, with the bindings that the children see. */
  static NurseryImpl run(TaskImpl<?> task, @Nullable Object scopedValues, NurseryBody body)
      throws InterruptedException {
    CheckpointBan.check(task);
    task.putStackAside(); // at the end the task must be able to wait for its children
    NurseryImpl nursery = new NurseryImpl(task, scopedValues);
    Throwable failure = null;
    try {
      body.run(nursery);
    } catch (Throwable thrown) {
      failure = thrown;
    }
    Throwable rest = nursery.close(failure);
    if (rest != null) {
      throw Throwing.as(rest);
    }
    return nursery;
  }

  /** Like {@link #run}, with a value. */
  @SuppressWarnings("NullAway") // null is a T if the body returned null: T may be nullable
  static <T extends @Nullable Object> T call(TaskImpl<?> task, NurseryCall<T> body)
      throws InterruptedException {
    final class Block implements NurseryBody {
      private @Nullable T value;
      private boolean hasValue;

      @Override
      public void run(Nursery nursery) throws Exception {
        value = body.call(nursery);
        hasValue = true;
      }
    }
    Block block = new Block();
    NurseryImpl nursery = run(task, block);
    if (!block.hasValue) {
      throw new IllegalStateException(
          "the body of Nursery.call has no value: the nursery was "
              + nursery.scope.cancellation().reason()
              + " before it returned; return before cancelling, or use Nursery.run");
    }
    return block.value;
  }

  /** Waits for everything inside; returns what the block must throw, null if nothing. */
  private @Nullable Throwable close(@Nullable Throwable bodyFailure) throws InterruptedException {
    Throwable stuck = null;
    try {
      bodyRunning = false;
      if (bodyFailure != null) {
        addFailure(bodyFailure, null);
      }
      closeIfDone();
      if (closed) {
        parent.cancelShieldedCheckpoint();
      } else {
        parentWaits = true;
        parent.park(this::refuseAbort);
      }
    } catch (PinnedSuspensionException | VirtualMachineError cannotSuspend) {
      // Children, if there are any, cannot be waited for. The run dies of it, and sees to them.
      stuck = cannotSuspend;
      parentWaits = false;
      moveChildrenTo(runner.init().lastResort());
    }
    parent.innermostNursery = outer;
    return scope.leave(outcome(stuck));
  }

  /** The children are cancelled and waited for; an interruption joins the other failures. */
  private Abort refuseAbort(RaiseCancel cancellation) {
    if (!cancellation.isCancellation()) {
      Throwable interruption = cancellation.exception();
      failures.add(interruption);
      scope.cancel(
          new CancelReason(CancelSource.INTERRUPT, interruption.getMessage(), parent.name()));
    }
    return Abort.FAILED;
  }

  private @Nullable Throwable outcome(@Nullable Throwable stuck) {
    if (failures.isEmpty()) {
      return stuck;
    }
    if (stuck != null) {
      failures.add(stuck);
    }
    for (Throwable failure : failures) {
      if (!(failure instanceof Cancelled)) {
        return new ExceptionGroup("Exceptions from a Terzetto nursery", failures);
      }
    }
    return onlyCancelled();
  }

  /**
   * Nothing but cancellation: it must stay an Error, so that no {@code catch (Exception)} on its
   * way outwards takes it for a failure.
   */
  private Throwable onlyCancelled() {
    Throwable first = failures.get(0);
    for (Throwable other : failures.subList(1, failures.size())) {
      boolean tellsMore = runner.debug || other.getSuppressed().length > 0;
      if (tellsMore && other != first) {
        first.addSuppressed(other);
      }
    }
    return first;
  }

  // ---- children -------------------------------------------------------------------------------

  @Override
  protected <T extends @Nullable Object> TaskImpl<T> spawn(
      @Nullable String name, @Nullable TaskBody body, @Nullable TaskCall<T> call) {
    runner.requireTurn();
    Object toRun =
        Objects.requireNonNull(
            body != null ? body : call, "the body of a child task is null; pass a lambda");
    requireOpen();
    TaskImpl<T> child = runner.threads.newTask(runner.nextTaskNumber(), name, toRun);
    runner.prepare(child, name, scopedValues);
    adopt(child);
    child.joinTree(this, scope);
    runner.spawn(child);
    return child;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the nursery of task '"
              + parent.name()
              + "' has closed: its body and all its children have ended; start children while it is"
              + " open");
    }
  }

  /** A child has ended. */
  void childEnded(TaskImpl<?> child, @Nullable Throwable failure) {
    release(child);
    if (failure != null) {
      addFailure(failure, child);
    }
    closeIfDone();
  }

  private void addFailure(Throwable failure, @Nullable TaskImpl<?> child) {
    if (child == null) {
      fail(failure, "the body of the nursery", parent.name());
    } else if (failure instanceof Cancelled && scope.isEffectivelyCancelled()) {
      failures.add(failure);
      // Nothing new, as long as nobody shields this nursery; and its reason is there already, which
      // spares 100,000 cancelled children the names.
      scope.cancel(scope.cancellation().reason());
    } else {
      if (!(failure instanceof Cancelled)) {
        failure.addSuppressed(new TaskTrace(child.name(), parent.name(), child.spawnedAt()));
      }
      fail(failure, "a child task", child.name());
    }
  }

  /** Something that belongs to this nursery failed: everything else in it is cancelled. */
  void fail(Throwable failure, String what, String culprit) {
    failures.add(failure);
    if (!scope.isCancelRequested()) {
      scope.cancel(
          new CancelReason(
              CancelSource.NURSERY, what + " threw " + Throwing.textOf(failure), culprit));
    }
  }

  private void closeIfDone() {
    if (!closed && !bodyRunning && firstChild == null && pendingStarts == 0) {
      closed = true;
      if (parentWaits) {
        parent.reschedule(null, null);
      }
    }
  }

  private void adopt(TaskImpl<?> child) {
    child.previousSibling = lastChild;
    child.nextSibling = null;
    if (lastChild == null) {
      firstChild = child;
    } else {
      lastChild.nextSibling = child;
    }
    lastChild = child;
  }

  private void release(TaskImpl<?> child) {
    if (child.previousSibling == null) {
      firstChild = child.nextSibling;
    } else {
      child.previousSibling.nextSibling = child.nextSibling;
    }
    if (child.nextSibling == null) {
      lastChild = child.previousSibling;
    } else {
      child.nextSibling.previousSibling = child.previousSibling;
    }
    child.previousSibling = null; // or else a task that has ended would hold those that came later
    child.nextSibling = null;
  }

  // ---- start and started ----------------------------------------------------------------------

  @Override
  protected <V extends @Nullable Object> V startChild(@Nullable String name, StartBody<V> body)
      throws Exception {
    runner.requireTurn();
    Objects.requireNonNull(body, "the body given to Nursery.start is null; pass a lambda");
    TaskImpl<?> caller = RunKernel.requireTask();
    requireOpen();
    pendingStarts++;
    try {
      return new StartProtocol<>(this, body).run(caller, name);
    } finally {
      pendingStarts--;
      closeIfDone();
    }
  }

  /** The children of this one, the hidden nursery of a start, are to move to {@code target}. */
  void successor(NurseryImpl target) {
    successor = target;
  }

  @Nullable NurseryImpl successor() {
    return successor;
  }

  /** Everything that lives in this nursery moves to {@code target}, and this one can close. */
  void moveChildrenTo(NurseryImpl target) {
    while (firstChild != null) {
      TaskImpl<?> child = firstChild;
      release(child);
      child.nursery(target);
      target.adopt(child);
    }
    scope.moveContentsTo(target.scope);
    closeIfDone();
  }

  // ---- the public face ------------------------------------------------------------------------

  @Override
  public CancelScope cancelScope() {
    return scope;
  }

  CancelScopeImpl scope() {
    return scope;
  }

  /** The bindings in force where this nursery was opened. */
  @Nullable Object scopedValues() {
    return scopedValues;
  }

  @Nullable TaskImpl<?> firstChild() {
    return firstChild;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public List<Task<?>> childTasks() {
    List<Task<?>> children = new ArrayList<>();
    for (TaskImpl<?> child = firstChild; child != null; child = child.nextSibling) {
      children.add(child);
    }
    return List.copyOf(children);
  }

  @Override
  public Task<?> parentTask() {
    return parent;
  }

  @Override
  public String toString() {
    return "Nursery[of " + parent.name() + (closed ? ", closed]" : "]");
  }
}
