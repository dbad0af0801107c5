package org.terzetto.lowlevel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.terzetto.BrokenResourceException;
import org.terzetto.Task;

/**
 * A fair wait queue: tasks park, others wake them in the order in which they came, and whoever is
 * cancelled leaves the queue at once. Locks, semaphores and the like are made of this and a few
 * variables.
 *
 * <p>The slot {@link Task#sleepData} is not used: who parks may put something there for whoever
 * wakes, see {@link #first}.
 *
 * <p>Thread safety: belongs to its run.
 */
public final class ParkingLot {
  private final ParkedTasks parked = new ParkedTasks();
  private List<Task<?>> brokenBy = List.of();
  private @Nullable Consumer<Task<?>> breaker;

  /** An empty lot. */
  public ParkingLot() {}

  /**
   * Suspends the current task until somebody wakes it.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws BrokenResourceException if the lot is broken, or breaks meanwhile; the message names
   *     who broke it
   * @throws org.terzetto.Cancelled if cancelled; the task is not in the lot any more
   * @throws IllegalStateException if called outside a task; or if somebody rescheduled the task by
   *     hand
   * @throws InterruptedException when somebody outside the run interrupted the task's thread; the
   *     task is not in the lot any more
   */
  public void park() throws InterruptedException {
    if (isBroken()) {
      throw broken();
    }
    ParkedTasks.Node me = new ParkedTasks.Node(Task.current());
    parked.add(me);
    boolean left;
    try {
      Parking.park(me);
    } finally {
      left = me.leave();
    }
    if (me.brokenIn != null) {
      throw me.brokenIn.broken();
    }
    if (!left) {
      throw new IllegalStateException(
          "task '"
              + me.task.name()
              + "' was rescheduled by hand while it was parked in a ParkingLot; use unpark");
    }
  }

  /**
   * Wakes the tasks that have been parked longest, in order. They run in the next batch.
   *
   * @checkpoint never
   * @thread inside the run
   * @param count how many; if fewer are parked, all of them
   * @return the tasks, in the order in which they came
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws WrongThreadException if called from outside the run of those who are parked
   */
  public List<Task<?>> unpark(int count) {
    int waking = Math.min(requireCount(count), size());
    List<Task<?>> woken = new ArrayList<>(waking);
    for (int i = 0; i < waking; i++) {
      woken.add(wake(parked.first()));
    }
    return woken;
  }

  /**
   * Wakes all parked tasks; see {@link #unpark}.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the tasks, in the order in which they came
   * @throws WrongThreadException if called from outside the run of those who are parked
   */
  public List<Task<?>> unparkAll() {
    return unpark(size());
  }

  /**
   * Moves the tasks that have been parked longest to the end of another lot, in order, without
   * waking them. If that one is broken they are woken with {@link BrokenResourceException}.
   *
   * @checkpoint never
   * @thread inside the run
   * @param to where they wait from now on
   * @param count how many; if fewer are parked, all of them
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws IllegalStateException if called outside a run
   */
  public void repark(ParkingLot to, int count) {
    Objects.requireNonNull(to, "to");
    RunToken.current(); // throws outside a run, before anything changes
    int moving = Math.min(requireCount(count), size());
    for (int i = 0; i < moving; i++) {
      ParkedTasks.Node longest = parked.first();
      if (to.isBroken()) {
        wakeBroken(longest, to);
      } else {
        longest.leave();
        to.parked.add(longest);
      }
    }
  }

  /**
   * Moves all parked tasks to the end of another lot; see {@link #repark}.
   *
   * @checkpoint never
   * @thread inside the run
   * @param to where they wait from now on
   * @throws IllegalStateException if called outside a run
   */
  public void reparkAll(ParkingLot to) {
    repark(to, size());
  }

  /**
   * Breaks the lot, for good: whoever is parked, or comes to park, gets {@link
   * BrokenResourceException}. Breaking a broken lot only records one more name.
   *
   * @checkpoint never
   * @thread inside the run
   * @param by whose doing it is; it may have ended
   * @throws IllegalStateException if called outside a run
   */
  public void breakLot(Task<?> by) {
    Objects.requireNonNull(by, "by");
    RunToken.current(); // throws outside a run, before anything changes
    while (!isEmpty()) {
      wakeBroken(parked.first(), this);
    }
    List<Task<?>> names = new ArrayList<>(brokenBy);
    names.add(by);
    brokenBy = List.copyOf(names);
  }

  /**
   * Breaks the lot in the name of the current task; see {@link #breakLot(Task)}.
   *
   * @checkpoint never
   * @thread a task of the run
   * @throws IllegalStateException if called outside a task
   */
  public void breakLot() {
    breakLot(Task.current());
  }

  /**
   * Who broke the lot.
   *
   * @return the tasks in the order in which they did; empty if it is not broken
   */
  public List<Task<?>> brokenBy() {
    return brokenBy;
  }

  /**
   * Makes the end of a task break the lot; in its last step, before its parent nursery is told.
   * Calls are counted: as many of {@link #removeBreaker} undo it.
   *
   * @checkpoint never
   * @thread inside the run
   * @param task a task that has not ended
   * @throws BrokenResourceException if the task has ended
   * @throws WrongThreadException if called from outside the task's run
   */
  public void addBreaker(Task<?> task) {
    if (Objects.requireNonNull(task, "task").state() != Task.State.RUNNING) {
      throw new BrokenResourceException(
          "task '" + task.name() + "' has ended; whoever counts on it would wait for ever");
    }
    if (breaker == null) {
      breaker = this::breakLot;
    }
    TaskExit.onExit(task, breaker);
  }

  /**
   * Undoes one {@link #addBreaker}.
   *
   * @checkpoint never
   * @thread inside the run
   * @param task whose end is not to break the lot any more
   * @throws IllegalStateException if the task is no breaker of this lot
   * @throws WrongThreadException if called from outside the task's run
   */
  public void removeBreaker(Task<?> task) {
    Objects.requireNonNull(task, "task");
    if (breaker == null || !TaskExit.forget(task, breaker)) {
      throw new IllegalStateException(
          "task '" + task.name() + "' is no breaker of this lot; addBreaker comes first");
    }
  }

  /**
   * The task that has been parked longest: the one that {@link #unpark} would wake next.
   *
   * @return the task, empty if none is parked
   */
  public Optional<Task<?>> first() {
    return isEmpty() ? Optional.empty() : Optional.of(parked.first().task);
  }

  /**
   * How many tasks are parked.
   *
   * @return the count
   */
  public int size() {
    return parked.size();
  }

  /**
   * Whether no task is parked.
   *
   * @return true if unparking would do nothing
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public ParkingLotStatistics statistics() {
    return new ParkingLotStatistics(size());
  }

  @Override
  public String toString() {
    return "ParkingLot[" + size() + " waiting" + (isBroken() ? ", broken]" : "]");
  }

  private boolean isBroken() {
    return !brokenBy.isEmpty();
  }

  private BrokenResourceException broken() {
    return new BrokenResourceException(
        "the parking lot was broken by "
            + brokenBy.stream().map(t -> "'" + t.name() + "'").collect(Collectors.joining(", "))
            + "; nobody can wait in it any more");
  }

  private static int requireCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count is " + count + "; it must be zero or more");
    }
    return count;
  }

  /** Whoever calls this from the wrong thread gets an exception before anything has changed. */
  private static Task<?> wake(ParkedTasks.Node node) {
    Parking.reschedule(node.task);
    node.leave();
    return node.task;
  }

  private static void wakeBroken(ParkedTasks.Node node, ParkingLot broken) {
    wake(node);
    node.brokenIn = broken;
  }
}
