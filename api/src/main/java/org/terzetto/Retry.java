package org.terzetto;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries again what failed, after a delay that a {@link Backoff} chooses. To restart a child, start
 * it with one of these as its body.
 *
 * <p>Only an {@link Exception} is tried again: an {@link Error} passes, and so does {@link
 * Cancelled}; so does an {@link InterruptedException}, and whatever comes while the task is
 * cancelled.
 *
 * <p>Thread safety: for tasks of a run.
 */
public final class Retry {
  /** How many earlier failures the last one takes along; endless retries must not fill memory. */
  private static final int FAILURES_KEPT = 16;

  private Retry() {}

  /**
   * Calls until a call returns.
   *
   * @checkpoint as {@code call}, and always if it has to try again
   * @thread a task of the run
   * @param backoff how long to wait after each failure, and when to give up
   * @param call what to try
   * @param <T> the result
   * @return the result of the first call that returned
   * @throws Exception the last failure, when the policy gives up; up to 16 of those before are its
   *     suppressed exceptions
   * @throws Cancelled if cancelled, in a call or between
   * @throws IllegalStateException if called outside a task
   */
  public static <T extends @Nullable Object> T call(Backoff backoff, TaskCall<T> call)
      throws Exception {
    Objects.requireNonNull(call, "call");
    return new Attempts(backoff).until(call, Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * Keeps a service running: starts it again whenever it fails, until it ends normally. If it has
   * been running for a while, its failure counts as the first one again.
   *
   * @checkpoint as {@code body}, and always if it has to start it again
   * @thread a task of the run
   * @param backoff how long to wait after each failure, and when to give up
   * @param healthyAfter how long the service must have been running for earlier failures to be
   *     forgotten
   * @param body the service
   * @throws Exception as {@link #call}
   * @throws Cancelled if cancelled, in the service or between
   * @throws IllegalArgumentException if {@code healthyAfter} is negative
   * @throws IllegalStateException if called outside a task
   */
  public static void keepRunning(Backoff backoff, Duration healthyAfter, TaskBody body)
      throws Exception {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(healthyAfter, "healthyAfter");
    if (healthyAfter.isNegative()) {
      throw new IllegalArgumentException(
          "a service counts as healthy after " + healthyAfter + "; it must be zero or more");
    }
    new Attempts(backoff)
        .<@Nullable Void>until(
            () -> {
              body.run();
              return null;
            },
            healthyAfter);
  }

  /** The failures in a row. */
  private static final class Attempts {
    private final Backoff backoff;
    private final Deque<Exception> earlier = new ArrayDeque<>();
    private int failures;

    Attempts(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
    }

    <T extends @Nullable Object> T until(TaskCall<T> call, Duration healthyAfter) throws Exception {
      Task.current(); // throws outside a task, before anything is called
      while (true) {
        LoopTime begin = Terzetto.currentTime();
        try {
          return call.call();
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception e) {
          if (Gather.isCancelled()) {
            throw e; // it may be a group with Cancelled in it, which must not stop here
          }
          if (Terzetto.currentTime().since(begin).compareTo(healthyAfter) >= 0) {
            forget();
          }
          Terzetto.sleep(delayAfter(e));
        }
      }
    }

    private void forget() {
      failures = 0;
      earlier.clear();
    }

    private Duration delayAfter(Exception failure) throws Exception {
      Optional<Duration> delay = backoff.delayAfter(++failures, failure);
      if (delay.isEmpty()) {
        earlier.stream().distinct().filter(e -> e != failure).forEach(failure::addSuppressed);
        throw failure;
      }
      earlier.addLast(failure);
      if (earlier.size() > FAILURES_KEPT) {
        earlier.removeFirst();
      }
      return delay.get();
    }
  }
}
