package org.terzetto.thread;

import java.util.Objects;
import java.util.Optional;
import org.terzetto.lowlevel.WorkerThreads;
import org.terzetto.sync.Limiter;

/**
 * How {@link ToThread#run(ThreadOptions, org.terzetto.BlockingCall)} uses a thread. Immutable: each
 * {@code with} method returns a changed copy.
 *
 * @param limiter how many threads at a time, or empty for {@link ToThread#defaultLimiter}
 * @param abandonOnCancel whether a cancellation leaves the thread behind
 * @param threadName the name of the thread during the call, or empty for one that tells whose code
 *     it runs, and for which task
 * @param workers whose threads
 */
public record ThreadOptions(
    Optional<Limiter> limiter,
    boolean abandonOnCancel,
    Optional<String> threadName,
    WorkerThreads workers) {
  /** Checks. */
  public ThreadOptions {
    Objects.requireNonNull(limiter, "limiter");
    Objects.requireNonNull(threadName, "threadName");
    Objects.requireNonNull(workers, "workers");
  }

  /**
   * The options of {@link ToThread#run(org.terzetto.BlockingCall)}.
   *
   * @return the run's limiter, no abandonment, the usual name, the threads that all runs share
   */
  public static ThreadOptions defaults() {
    return new ThreadOptions(Optional.empty(), false, Optional.empty(), WorkerThreads.shared());
  }

  /**
   * With a limiter of one's own.
   *
   * @param limiter any, such as one that is kept for the calls of one kind
   * @return a copy
   */
  public ThreadOptions withLimiter(Limiter limiter) {
    return new ThreadOptions(
        Optional.of(Objects.requireNonNull(limiter, "limiter")),
        abandonOnCancel,
        threadName,
        workers);
  }

  /**
   * With or without abandonment. With it, a cancelled call ends at once; the thread goes on by
   * itself, and its outcome is dropped. So it is for code whose effects do not matter once nobody
   * waits for them, such as a look-up.
   *
   * @param abandon whether a cancellation leaves the thread behind
   * @return a copy
   */
  public ThreadOptions withAbandonOnCancel(boolean abandon) {
    return new ThreadOptions(limiter, abandon, threadName, workers);
  }

  /**
   * With a name for the thread.
   *
   * @param name its name during the call
   * @return a copy
   */
  public ThreadOptions withThreadName(String name) {
    return new ThreadOptions(
        limiter, abandonOnCancel, Optional.of(Objects.requireNonNull(name, "name")), workers);
  }

  /**
   * With other threads.
   *
   * @param threads whose threads
   * @return a copy
   */
  public ThreadOptions withWorkers(WorkerThreads threads) {
    return new ThreadOptions(limiter, abandonOnCancel, threadName, threads);
  }
}
