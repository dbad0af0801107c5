package org.terzetto.testing.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/**
 * Polls the channels of one simulated network. They change while tasks or network events run, never
 * during a poll; so a poll that finds nothing just waits for a wake-up.
 */
final class SimulatedBackend implements IoBackend {
  static final String NAME = "simulated";

  private static final Set<Capability> CAPABILITIES =
      Set.of(Capability.CHANNELS, Capability.FINE_TIMEOUTS);

  // Any thread.
  private final Semaphore wakeups = new Semaphore(0);

  // The thread that holds the backend.
  private final SelectorProvider sockets;
  private final Set<SelectableChannel> registered = new HashSet<>();
  private final Queue<Registration> found = new ArrayDeque<>();
  private boolean closed;

  SimulatedBackend(SelectorProvider sockets) {
    this.sockets = sockets;
  }

  @Override
  public IoRegistration register(Object handle, Object attachment) throws IOException {
    requireOpen();
    if (!(handle instanceof SelectableChannel channel)
        || !(handle instanceof Pollable pollable)
        || channel.provider() != sockets) {
      throw new IllegalArgumentException(
          "the backend of a simulated network takes its own sockets only, and not "
              + handle
              + "; open sockets through Network.current()");
    }
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(channel + " is in blocking mode; switch that off first");
    }
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (!registered.add(channel)) {
      throw new IllegalArgumentException(channel + " is registered already; deregister it first");
    }
    return new Registration(channel, pollable, attachment);
  }

  @Override
  public boolean poll(long timeoutNanos, ReadinessSink sink) {
    requireOpen();
    boolean woken = found.isEmpty() && timeoutNanos > 0 && awaitWakeup(timeoutNanos);
    woken |= wakeups.drainPermits() > 0;
    return report(sink) || woken;
  }

  private boolean awaitWakeup(long timeoutNanos) {
    long start = System.nanoTime();
    while (true) {
      try {
        return wakeups.tryAcquire(timeoutNanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        // It carries no meaning here: the run watches for interrupts of its caller and its tasks.
      }
    }
  }

  private boolean report(ReadinessSink sink) {
    boolean reported = false;
    for (Registration next = found.poll(); next != null; next = found.poll()) {
      reported |= next.report(sink);
    }
    return reported;
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Statistics statistics() {
    return new Statistics(NAME, registered.size());
  }

  @Override
  public void close() {
    closed = true;
    registered.clear();
    found.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the backend is closed; it ended with its run");
    }
  }

  /** One channel: what is armed, and whether it stands in the queue of those found ready. */
  private final class Registration implements IoRegistration {
    private final SelectableChannel channel;
    private final Pollable pollable;
    private final Object attachment;
    private int armed;
    private boolean queued;
    private boolean deregistered;

    Registration(SelectableChannel channel, Pollable pollable, Object attachment) {
      this.channel = channel;
      this.pollable = pollable;
      this.attachment = attachment;
      pollable.watcher(this::look);
    }

    @Override
    public void arm(int interest) throws IOException {
      requireOpen();
      if (interest == 0 || (interest & ~(READ | WRITE)) != 0) {
        throw new IllegalArgumentException("interest is " + interest + "; use READ, WRITE or both");
      }
      if (deregistered) {
        throw new IllegalStateException(channel + " is not registered any more; register it again");
      }
      if (!channel.isOpen()) {
        throw new ClosedChannelException();
      }
      armed |= interest;
      look();
    }

    private void look() {
      if (!queued && !deregistered && (armed & pollable.ready()) != 0) {
        queued = true;
        found.add(this);
      }
    }

    boolean report(ReadinessSink sink) {
      queued = false;
      int ready = armed & pollable.ready();
      if (deregistered || ready == 0) {
        return false;
      }
      armed &= ~ready;
      sink.ready(attachment, ready);
      return true;
    }

    @Override
    public void deregister() {
      if (!deregistered) {
        deregistered = true;
        pollable.watcher(() -> {});
        registered.remove(channel);
      }
    }
  }
}
