package org.terzetto;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.lowlevel.Checkpoints;

/**
 * Runs several calls at once, each in a child task, and gathers what they return. What one would
 * write with a {@link Nursery} each time; all of it is built on the public API.
 *
 * <p>Thread safety: for tasks of a run.
 */
public final class Gather {
  private Gather() {}

  /**
   * Runs all calls at once, and waits for all results.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param calls what to run; may be none
   * @param <T> the results
   * @return the results in the order of the calls; cannot be changed
   * @throws ExceptionGroup if one of them failed; the others are cancelled, and the group has every
   *     failure
   * @throws Cancelled if cancelled; all calls have ended
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <T extends @Nullable Object> List<T> all(
      Collection<? extends TaskCall<? extends T>> calls) throws InterruptedException {
    Objects.requireNonNull(calls, "calls");
    return map(calls, Math.max(1, calls.size()), call -> call.call());
  }

  /**
   * Works on all items, on so many at once, and waits for all results.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param items what to work on; may be none. They are taken one by one, as the work goes on, and
   *     never by two tasks at once
   * @param limit how many at most are worked on at the same time
   * @param work what to do with each
   * @param <A> the items
   * @param <T> the results
   * @return the results in the order of the items; cannot be changed
   * @throws ExceptionGroup if the work on an item failed, or taking one; the rest is cancelled, and
   *     the group has every failure
   * @throws IllegalArgumentException if {@code limit} is less than one
   * @throws Cancelled if cancelled; all work has ended
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  @SuppressWarnings("NullAway") // once all have ended, each place has a T, null only if T may be
  public static <A extends @Nullable Object, T extends @Nullable Object> List<T> map(
      Iterable<? extends A> items, int limit, ItemCall<? super A, ? extends T> work)
      throws InterruptedException {
    Iterator<? extends A> iterator = Objects.requireNonNull(items, "items").iterator();
    Objects.requireNonNull(work, "work");
    if (limit < 1) {
      throw new IllegalArgumentException(
          "the limit is " + limit + "; at least one item must be worked on at a time");
    }
    Checkpoints.checkpointIfCancelled();
    List<@Nullable T> results = new ArrayList<>();
    Nursery.run(nursery -> new Workers<A, T>(nursery, iterator, limit, work, results).begin());
    return Collections.unmodifiableList(results);
  }

  /**
   * Runs all calls at once, and returns the first result; the other calls are cancelled and waited
   * for. A call that failed before is forgiven, as long as another succeeds.
   *
   * <p>A result that comes after the first is dropped: race only what needs no closing, or close it
   * inside the call when it is cancelled.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param calls what to run
   * @param <T> the result
   * @return what the first call returned that returned
   * @throws ExceptionGroup if none succeeded, with every failure in the order in which they came;
   *     or if one failed while it was cancelled, or with an {@link Error}
   * @throws IllegalArgumentException if there are no calls: nothing could ever win
   * @throws Cancelled if cancelled; all calls have ended
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <T extends @Nullable Object> T first(
      Collection<? extends TaskCall<? extends T>> calls) throws InterruptedException {
    return new Race<T>(Objects.requireNonNull(calls, "calls")).run();
  }

  /**
   * Like {@link #first}, within a time.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param timeout how long to wait for a result, counted from now
   * @param calls what to run
   * @param <T> the result
   * @return what the first call returned that returned
   * @throws TooSlowException if none has returned in time; failures so far are its suppressed
   *     exceptions
   * @throws ExceptionGroup as {@link #first}
   * @throws IllegalArgumentException if there are no calls, or {@code timeout} is negative
   * @throws Cancelled if cancelled; all calls have ended
   * @throws IllegalStateException if called outside a task
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static <T extends @Nullable Object> T firstWithin(
      Duration timeout, Collection<? extends TaskCall<? extends T>> calls)
      throws TooSlowException, InterruptedException {
    Race<T> race = new Race<>(Objects.requireNonNull(calls, "calls"));
    try {
      return CancelScope.<T, RuntimeException>callOrFailAfter(timeout, scope -> race.run());
    } catch (TooSlowException e) {
      race.failures().forEach(e::addSuppressed);
      throw e;
    }
  }

  /** Whether whoever calls must let a cancellation pass, which may be inside a group. */
  static boolean isCancelled() {
    return CancelScope.effectiveDeadline().equals(LoopTime.PAST);
  }

  /**
   * The tasks that work on items: each begins one more if there is something left and the limit
   * allows, and goes on until nothing is left.
   */
  private static final class Workers<A extends @Nullable Object, T extends @Nullable Object> {
    private final Nursery nursery;
    private final Iterator<? extends A> items;
    private final int limit;
    private final ItemCall<? super A, ? extends T> work;
    private final List<@Nullable T> results;
    private int started;

    Workers(
        Nursery nursery,
        Iterator<? extends A> items,
        int limit,
        ItemCall<? super A, ? extends T> work,
        List<@Nullable T> results) {
      this.nursery = nursery;
      this.items = items;
      this.limit = limit;
      this.work = work;
      this.results = results;
    }

    void begin() {
      if (started < limit && items.hasNext()) {
        started++;
        nursery.startSoon(() -> workOn());
      }
    }

    private void workOn() throws Exception {
      while (items.hasNext()) {
        A item = items.next();
        int place = results.size();
        results.add(null);
        begin();
        results.set(place, work.call(item));
        Checkpoints.checkpoint();
      }
    }
  }

  /** Calls of which the first that returns wins. */
  private static final class Race<T extends @Nullable Object> {
    private final List<TaskCall<? extends T>> calls;
    private final List<Throwable> failures = new ArrayList<>();
    private boolean won;
    private @Nullable T value;

    Race(Collection<? extends TaskCall<? extends T>> calls) {
      this.calls = List.copyOf(calls);
      if (calls.isEmpty()) {
        throw new IllegalArgumentException(
            "there are no calls, so none can be the first to return; pass at least one");
      }
    }

    List<Throwable> failures() {
      return failures;
    }

    @SuppressWarnings("NullAway") // null is a T if the first call returned null: T may be nullable
    T run() throws InterruptedException {
      Checkpoints.checkpointIfCancelled();
      Nursery.run(nursery -> calls.forEach(call -> nursery.startSoon(() -> enter(nursery, call))));
      if (!won) {
        throw new ExceptionGroup("None of the calls succeeded", failures);
      }
      return value;
    }

    private void enter(Nursery nursery, TaskCall<? extends T> call) throws Exception {
      T result;
      try {
        result = call.call();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (isCancelled()) {
          throw e; // by the winner, or from outside: then it may be a group with Cancelled in it
        }
        failures.add(e);
        return;
      }
      if (!won) {
        won = true;
        value = result;
        nursery.cancelScope().cancel("another call was the first to return");
      }
    }
  }
}
