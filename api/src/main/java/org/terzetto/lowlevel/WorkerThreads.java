package org.terzetto.lowlevel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.terzetto.LoopTime;
import org.terzetto.TaskCall;

/**
 * Threads outside of all runs, each for one job at a time, kept for a while for the next job. There
 * is no upper limit and no queue: a job begins at once. Limits are their callers' business.
 *
 * <p>Of several idle threads the one that worked last gets the next job: it is the warmest, and the
 * others can grow old and end. A thread counts as idle before it delivers the outcome of its job,
 * so that whoever starts the next job upon that finds it: jobs in a row share one thread. A {@link
 * java.util.concurrent.ThreadPoolExecutor} over a {@link java.util.concurrent.SynchronousQueue} has
 * the first property but not the second, since its threads come back to the queue after the job,
 * outcome and all.
 *
 * <p>Thread safety: safe for all threads.
 */
public final class WorkerThreads {
  private static final WorkerThreads SHARED =
      new WorkerThreads(
          Thread.ofPlatform()
              .daemon()
              .name("terzetto-worker-", 1)
              .inheritInheritableThreadLocals(false)
              .factory(),
          Duration.ofSeconds(10));

  private final ThreadFactory factory;
  private final Duration idleTime;
  private final long idleNanos;

  // Guarded by the lock.
  private final Lock lock;
  private final Deque<Worker> idle = new ArrayDeque<>();
  private int living;

  /**
   * No threads yet.
   *
   * @param factory makes them, not started
   * @param idleTime how long a thread waits for a job before it ends
   * @throws IllegalArgumentException if {@code idleTime} is negative
   */
  public WorkerThreads(ThreadFactory factory, Duration idleTime) {
    this(factory, idleTime, new ReentrantLock());
  }

  /** With a lock of the caller's, for a test with one that does not lock. */
  WorkerThreads(ThreadFactory factory, Duration idleTime, Lock lock) {
    this.lock = lock;
    this.factory = Objects.requireNonNull(factory, "factory");
    this.idleTime = idleTime;
    this.idleNanos = LoopTime.saturatedNanos(idleTime);
    if (idleNanos < 0) {
      throw new IllegalArgumentException(
          "the idle time is " + idleTime + "; it must be zero or more");
    }
  }

  /**
   * The threads that all runs of this JVM share: platform threads and daemons, which end after 10
   * seconds without a job.
   *
   * @return always the same object
   */
  public static WorkerThreads shared() {
    return SHARED;
  }

  /**
   * How long a thread waits for a job before it ends.
   *
   * @return the time
   */
  public Duration idleTime() {
    return idleTime;
  }

  /**
   * Runs a job in a thread, and delivers its outcome in the same thread. The job sees the context
   * class loader of the caller.
   *
   * @checkpoint never
   * @thread any
   * @param name the thread's name during the job
   * @param job what to do
   * @param deliver is given the outcome, whatever it is; should not take long, since the thread may
   *     have its next job by then. What it throws goes to the thread's handler for uncaught
   *     exceptions
   * @param <T> the result
   * @throws OutOfMemoryError or whatever keeps a new thread from starting; the job does not run
   */
  public <T extends @Nullable Object> void start(
      String name, TaskCall<T> job, Consumer<? super Outcome<T>> deliver) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(deliver, "deliver");
    Worker.Job<T> next =
        new Worker.Job<>(name, job, deliver, Thread.currentThread().getContextClassLoader());
    Worker worker = takeIdle();
    if (worker != null) {
      worker.give(next);
    } else {
      startWorker(next);
    }
  }

  private void startWorker(Worker.Job<?> first) {
    Worker worker = new Worker(this);
    worker.give(first);
    Thread thread =
        Objects.requireNonNull(factory.newThread(worker), "the factory of threads answered null");
    count(1);
    try {
      thread.start();
    } catch (Throwable failure) {
      count(-1);
      throw failure;
    }
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public WorkerThreadsStatistics statistics() {
    lock.lock();
    try {
      return new WorkerThreadsStatistics(living, idle.size());
    } finally {
      lock.unlock();
    }
  }

  // ---- for the workers ------------------------------------------------------------------------

  long idleNanos() {
    return idleNanos;
  }

  void addIdle(Worker worker) {
    lock.lock();
    try {
      idle.push(worker);
    } finally {
      lock.unlock();
    }
  }

  @Nullable Worker takeIdle() {
    lock.lock();
    try {
      return idle.poll();
    } finally {
      lock.unlock();
    }
  }

  /** False if somebody has taken the worker, and will give it a job, or has. */
  boolean removeIdle(Worker worker) {
    lock.lock();
    try {
      return idle.remove(worker);
    } finally {
      lock.unlock();
    }
  }

  void count(int change) {
    lock.lock();
    try {
      living += change;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    WorkerThreadsStatistics now = statistics();
    return "WorkerThreads[" + now.living() + " living, " + now.idle() + " idle]";
  }
}
