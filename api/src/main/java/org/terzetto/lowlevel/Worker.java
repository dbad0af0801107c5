package org.terzetto.lowlevel;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskCall;

/** The life of one thread of {@link WorkerThreads}: job after job, until none comes. */
final class Worker implements Runnable {
  private final WorkerThreads pool;

  /** The job that was given and has not begun: one at most. */
  private final BlockingQueue<Job<?>> inbox = new LinkedBlockingQueue<>();

  /** One call, and the surroundings it is to have. */
  record Job<T extends @Nullable Object>(
      String name,
      TaskCall<T> call,
      Consumer<? super Outcome<T>> deliver,
      @Nullable ClassLoader loader) {

    private Outcome<T> run(Thread thread) {
      String nameBefore = thread.getName();
      ClassLoader loaderBefore = thread.getContextClassLoader();
      thread.setName(name);
      thread.setContextClassLoader(loader);
      try {
        return Outcome.of(call);
      } finally {
        thread.setName(nameBefore);
        thread.setContextClassLoader(loaderBefore);
        Thread.interrupted(); // an interruption that the job left behind is none of the next one's
      }
    }

    private void deliver(Outcome<T> outcome, Thread thread) {
      try {
        deliver.accept(outcome);
      } catch (Throwable failure) {
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
      }
    }
  }

  Worker(WorkerThreads pool) {
    this.pool = pool;
  }

  void give(Job<?> job) {
    inbox.add(job);
  }

  @Override
  public void run() {
    try {
      while (serve()) {
        // A job and its outcome are forgotten between two calls, not kept through the idle time.
      }
    } finally {
      pool.removeIdle(this);
      pool.count(-1);
    }
  }

  /** Does the next job; false if none came in time. */
  private boolean serve() {
    Job<?> job = next();
    if (job != null) {
      perform(job);
    }
    return job != null;
  }

  private <T extends @Nullable Object> void perform(Job<T> job) {
    Thread thread = Thread.currentThread();
    Outcome<T> outcome = job.run(thread);
    pool.addIdle(this); // before the outcome is delivered: see WorkerThreads
    job.deliver(outcome, thread);
  }

  private @Nullable Job<?> next() {
    Job<?> job = poll(pool.idleNanos());
    while (job == null && !pool.removeIdle(this)) {
      job = poll(Long.MAX_VALUE); // whoever took this worker is about to give it a job
    }
    return job;
  }

  /** Nobody has a reason to interrupt an idle worker; if it happens it waits from the beginning. */
  private @Nullable Job<?> poll(long nanos) {
    while (true) {
      try {
        return inbox.poll(nanos, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // Go on waiting.
      }
    }
  }
}
