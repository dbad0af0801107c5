package org.terzetto.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunFinishedException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunToken;

/**
 * Signals that arrived, in the order in which they did. One that arrives again before it was taken
 * counts once.
 *
 * <p>Thread safety: belongs to the run; one task at a time takes.
 */
public final class SignalReceiver {
  private final RunToken run = RunToken.current();

  // Run only.
  private final ConflictDetector taking = new ConflictDetector("waiting for the next signal");
  private final ParkingLot waiting = new ParkingLot();
  private final Deque<OsSignal.Taken> taken = new ArrayDeque<>();

  // Guarded by the lock; the JVM's threads deliver.
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<OsSignal> arrived = new LinkedHashSet<>();
  private long deliveries;
  private boolean closed;

  /** Takes the signals over: all of them, or none if one is refused. */
  SignalReceiver(Set<String> names) {
    try {
      for (String name : names) {
        OsSignal signal = new OsSignal(name);
        taken.push(signal.handle(() -> deliver(signal)));
      }
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  /**
   * Waits for a signal, and takes it.
   *
   * @checkpoint always, also if a signal is there
   * @thread a task of the run
   * @return its name, such as {@code TERM}
   * @throws org.terzetto.BusyResourceException if another task is waiting
   * @throws IllegalStateException if the block of {@link Signals#receive} has ended
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public String next() throws InterruptedException {
    taking.enter();
    try {
      Checkpoints.checkpoint();
      OsSignal signal;
      while ((signal = take()) == null) {
        waiting.park(); // the callback that unparks runs in the run: it cannot have come in between
      }
      return signal.name();
    } finally {
      taking.leave();
    }
  }

  /**
   * Numbers about this receiver.
   *
   * @checkpoint never
   * @thread any
   * @return a snapshot
   */
  public SignalStatistics statistics() {
    lock.lock();
    try {
      return new SignalStatistics(deliveries, arrived.size());
    } finally {
      lock.unlock();
    }
  }

  private @Nullable OsSignal take() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "the block of Signals.receive has ended; take signals inside of it");
      }
      OsSignal first = arrived.isEmpty() ? null : arrived.iterator().next();
      arrived.remove(first);
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** By a thread of the JVM's, perhaps one that was on its way when the block ended. */
  private void deliver(OsSignal signal) {
    if (!arrives(signal)) {
      signal.raise();
      return;
    }
    try {
      run.runSoonOnce(this, waiting::unparkAll);
    } catch (RunFinishedException e) {
      // Then the block is being left, and raises it again.
    }
  }

  private boolean arrives(OsSignal signal) {
    lock.lock();
    try {
      if (!closed) {
        arrived.add(signal);
        deliveries++;
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the signals back; what nobody has taken goes to those who had them before. */
  void close() {
    taken.forEach(OsSignal.Taken::giveBack);
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    waiting.unparkAll();
    arrived.forEach(OsSignal::raise);
  }
}
