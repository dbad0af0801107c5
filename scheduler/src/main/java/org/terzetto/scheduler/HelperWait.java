package org.terzetto.scheduler;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * One wait for I/O of a guest, on its helper thread, which has the backend to itself meanwhile. All
 * other state of the run stays with the host's thread.
 */
final class HelperWait {
  private final IoWaits waits;
  private final FutureTask<Boolean> poll;

  HelperWait(IoWaits waits, long timeoutNanos) {
    this.waits = waits;
    this.poll = new FutureTask<>(() -> waits.poll(timeoutNanos));
  }

  /** By the host's thread: the backend is out of bounds until the wait has ended. */
  void begin() {
    waits.polledElsewhere(this::breakOff);
  }

  /** By the helper thread: waits. */
  void run() {
    poll.run();
  }

  /** By the host's thread, which needs the backend. */
  private void breakOff() {
    waits.wakeup();
    try {
      finish();
    } catch (Throwable failure) {
      // The next pass sees it, too, and makes the run end.
    }
  }

  /**
   * By the host's thread: takes the backend back, and says whether I/O or a wake-up ended the wait.
   *
   * @throws Throwable what the backend threw
   */
  boolean finish() throws Throwable {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return poll.get();
        } catch (InterruptedException e) {
          interrupted = true; // the host's own affair
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    } finally {
      waits.polledElsewhere(null);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
