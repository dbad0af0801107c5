package org.terzetto.scheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.terzetto.CancelReason;
import org.terzetto.CancelSource;
import org.terzetto.RunFinishedException;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.RunToken;

/**
 * The inbox for callbacks from other threads, and the {@code <call soon task>} that runs them.
 *
 * <p>A lock, not a lock-free queue: what was accepted must run and what comes too late must be
 * refused, so "is it closed?" and "put it in" have to be one step. The lock is held for a few
 * instructions; nobody suspends or calls out while holding it.
 *
 * <p>Thread safety: {@link #runSoon}, {@link #runSoonOnce}, {@link #shutdown} and {@link #size} are
 * safe for all threads; the rest belongs to the run.
 */
final class EntryQueue implements RunToken {
  private final Runner runner;

  // Guarded by the lock.
  private final Lock lock;
  private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
  private final Map<Object, Runnable> callbacksByKey = new LinkedHashMap<>();
  private boolean closed;

  /** Written under the lock, read by the loop without it, in each pass. */
  private volatile boolean pending;

  // Run only.
  private @Nullable TaskImpl<?> server;
  private boolean serverSleeps;

  EntryQueue(Runner runner) {
    this(runner, new ReentrantLock());
  }

  /** With a lock of the caller's, for a test with one that does not lock. */
  EntryQueue(Runner runner, Lock lock) {
    this.runner = runner;
    this.lock = lock;
  }

  @Override
  public void runSoon(Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    submit(() -> callbacks.add(callback));
  }

  @Override
  public void runSoonOnce(Object key, Runnable callback) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(callback, "callback");
    submit(() -> callbacksByKey.putIfAbsent(key, callback));
  }

  @Override
  public void shutdown(Duration grace, String reason) {
    long graceNanos = Shutdown.graceNanos(grace);
    Objects.requireNonNull(reason, "reason");
    CancelReason why = new CancelReason(CancelSource.SHUTDOWN, reason, null);
    runSoon(() -> runner.init().shutDownMain(graceNanos, why));
  }

  private void submit(Runnable put) {
    lock.lock();
    try {
      if (closed) {
        throw new RunFinishedException(
            "the run has ended, or is about to; nothing can be called in it any more");
      }
      put.run();
      pending = true;
    } finally {
      lock.unlock();
    }
    runner.wakeup();
  }

  int size() {
    lock.lock();
    try {
      return callbacks.size() + callbacksByKey.size();
    } finally {
      lock.unlock();
    }
  }

  boolean hasPending() {
    return pending;
  }

  /** Called by the loop in each pass: lets the server know of new callbacks. */
  void dispatch() {
    if (pending && serverSleeps && server != null) {
      serverSleeps = false;
      server.reschedule(null, null);
    }
  }

  // ---- the call-soon task ---------------------------------------------------------------------

  /**
   * The body of the call-soon task: runs callbacks until it is cancelled, then the rest of them.
   */
  void serve() {
    TaskImpl<?> self = RunKernel.requireTask();
    server = self;
    try {
      while (true) {
        serveOnce(self);
      }
    } catch (Throwable end) {
      close();
      runThosePresent();
      throw end;
    }
  }

  /** A callback that interrupts its thread breaks the run; but those who wait for others go on. */
  private void serveOnce(TaskImpl<?> self) {
    runThosePresent();
    try {
      if (pending) {
        self.checkpoint();
      } else {
        sleepUntilPending(self);
      }
    } catch (InterruptedException e) {
      runner.init().callbackFailed(e);
    }
  }

  private void sleepUntilPending(TaskImpl<?> self) throws InterruptedException {
    serverSleeps = true;
    self.park(cancellation -> {
      serverSleeps = false;
      return Abort.SUCCEEDED;
    });
  }

  /** From here on submissions are refused. Repeating it does nothing. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Only the callbacks present when the pass begins, so that callbacks which submit themselves
   * again cannot starve the tasks. A callback leaves the queue right before it runs: until then an
   * equal key is a duplicate, from then on a new call.
   */
  void runThosePresent() {
    int inOrder = countInOrder();
    Object[] keys = keysPresent();
    for (int left = inOrder; left > 0; left--) {
      call(takeInOrder());
    }
    for (Object key : keys) {
      call(takeByKey(key));
    }
  }

  private int countInOrder() {
    lock.lock();
    try {
      pending = false;
      return callbacks.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable takeInOrder() {
    lock.lock();
    try {
      return callbacks.poll();
    } finally {
      lock.unlock();
    }
  }

  private Object[] keysPresent() {
    lock.lock();
    try {
      return callbacksByKey.keySet().toArray();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable takeByKey(Object key) {
    lock.lock();
    try {
      return callbacksByKey.remove(key);
    } finally {
      lock.unlock();
    }
  }

  private void call(@Nullable Runnable callback) {
    if (callback == null) {
      return;
    }
    try {
      callback.run();
    } catch (Throwable failure) {
      runner.init().callbackFailed(failure);
    }
  }
}
