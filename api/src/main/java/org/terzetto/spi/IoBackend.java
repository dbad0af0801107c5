package org.terzetto.spi;

import java.io.IOException;
import java.util.Set;

/**
 * Tells a run which of its channels and descriptors are ready. A backend polls; it does not read or
 * write.
 *
 * <p>A run owns its backend and calls it from one thread at a time (not always the same one), but
 * for {@link #wakeup}, which any thread may call at any time.
 *
 * <p>The contract of readiness: after {@link IoRegistration#arm}, at least one report comes if the
 * handle is ready or becomes ready. Spurious reports are allowed, if few; lost ones never. What is
 * not armed is not reported, and does not end a poll. Whoever waits tries first, waits second, and
 * tries again: readiness of a channel that was reported once counts anew only after an attempt that
 * could not go on. So a backend may report edges or levels, as it likes. A read from a TCP
 * connection that fills less than its buffer is such an attempt, whatever it stopped at: the end of
 * the stream, or bytes behind urgent data, are reported then. Not so with a descriptor, which may
 * have no such attempt: there, any readiness counts.
 *
 * <p>A descriptor is known by its number. If it was closed, and the number means another file by
 * now, arming it means that file.
 *
 * <p>A handle may be closed by any thread while it is registered, during a poll too. Whether it is
 * still reported is open; others do not suffer, and it has to be deregistered all the same.
 */
public interface IoBackend extends AutoCloseable {
  /** Waiting until reading (or accepting) might make progress. */
  int READ = 1;

  /** Waiting until writing (or finishing to connect) might make progress. */
  int WRITE = 2;

  /** What a backend may be able to do beyond channels. */
  enum Capability {
    /** It takes {@link java.nio.channels.SelectableChannel}s. */
    CHANNELS,
    /** It takes raw file descriptors, as {@link Integer}s. */
    DESCRIPTORS,
    /** Its timeouts are exact to the microsecond or better; otherwise to the millisecond. */
    FINE_TIMEOUTS
  }

  /** Where {@link #poll} puts what is ready. */
  @FunctionalInterface
  interface ReadinessSink {
    /**
     * A handle is ready. Errors and hang-ups count as readiness for both.
     *
     * @param attachment as given to register
     * @param ready {@link IoBackend#READ}, {@link IoBackend#WRITE}, or both added, out of what is
     *     armed; from now on it is not
     */
    void ready(Object attachment, int ready);
  }

  /**
   * Numbers about a backend.
   *
   * @param backend its name, as the provider says it
   * @param registered how many handles are registered
   */
  record Statistics(String backend, int registered) {}

  /**
   * Takes a handle in; nothing is reported for it until it is armed.
   *
   * @param handle a {@link java.nio.channels.SelectableChannel} in non-blocking mode, or an {@link
   *     Integer}, as the capabilities say
   * @param attachment handed to the sink with each report
   * @return the registration
   * @throws IOException if the system refuses: the handle is closed, or memory is short
   * @throws IllegalArgumentException if this backend does not take such a handle, or it is
   *     registered already
   * @throws IllegalStateException if this backend is closed
   */
  IoRegistration register(Object handle, Object attachment) throws IOException;

  /**
   * Waits until a handle is ready, {@link #wakeup} was called, or the time is over, and reports all
   * that is ready, however much. Neither an interrupted system call nor an interrupted thread ends
   * it.
   *
   * @param timeoutNanos how long; zero or less for a mere look. Rounded up, never down, and late by
   *     no more than the resolution of this backend, if the machine keeps up
   * @param sink takes the reports; called before this returns, by the same thread; it may register,
   *     arm, deregister and wake up
   * @return true if there was a report or a wake-up; false only if the time was over
   * @throws IOException if polling itself fails; the run is over then
   * @throws IllegalStateException if this backend is closed
   */
  boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException;

  /**
   * Makes the poll under way, or else the next one, return at once. What a thread did before is
   * seen by whoever polls, after that poll. Repeated calls coalesce; it never blocks.
   */
  void wakeup();

  /**
   * What this backend can do.
   *
   * @return a constant set, with at least one kind of handle
   */
  Set<Capability> capabilities();

  /**
   * Numbers for the statistics of the run.
   *
   * @return a snapshot
   */
  Statistics statistics();

  /**
   * Releases everything, without closing the handles. Repeating it does nothing, and so does waking
   * up afterwards; everything else is refused, but for deregistering.
   */
  @Override
  void close();
}
