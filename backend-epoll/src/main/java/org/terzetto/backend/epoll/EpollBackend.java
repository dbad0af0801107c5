package org.terzetto.backend.epoll;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/**
 * Polls with epoll, through Netty's handler, which is passive: it needs none of Netty's event
 * loops. Netty knows handles by the number of their descriptor, and so do we, since a number may
 * come to mean another file while a registration of the old one is left over.
 */
final class EpollBackend implements IoBackend {
  static final String NAME = "epoll";

  /** So many events at most come with one system call; if they do, there is another call. */
  static final int EVENTS = 1024;

  /** Netty takes two events for itself, those of the wake-up and of the timer. */
  private static final int NETTYS_OWN = 2;

  private static final Set<Capability> CAPABILITIES =
      Set.of(Capability.CHANNELS, Capability.DESCRIPTORS, Capability.FINE_TIMEOUTS);

  // Any thread.
  private final IoHandler handler;
  private final AtomicBoolean wakeupPending = new AtomicBoolean();

  // The thread that holds the backend.
  private final int events;
  private final Timeout timeout = new Timeout();
  private final Queue<EpollRegistration> due = new ArrayDeque<>();
  private @Nullable EpollRegistration[] byNumber = new @Nullable EpollRegistration[64];
  private int registered;
  private boolean closed;

  /** Not volatile: a poll that waits has said so long before another thread may look. */
  private boolean polling;

  EpollBackend(int events) {
    this.events = events;
    this.handler =
        EpollIoHandler.newFactory(events, DefaultSelectStrategyFactory.INSTANCE)
            .newHandler(new AnyThread());
  }

  /**
   * What Netty thinks its thread is: none, so that it writes to its eventfd whenever it is woken
   * while it waits. What it would do on that thread it does at once: only its owner calls it.
   */
  private static final class AnyThread implements ThreadAwareExecutor {
    @Override
    public boolean isExecutorThread(Thread thread) {
      return false;
    }

    @Override
    public void execute(Runnable command) {
      command.run();
    }
  }

  @Override
  public IoRegistration register(Object handle, Object attachment) throws IOException {
    requireOpen();
    EpollRegistration registration =
        switch (handle) {
          case SelectableChannel channel ->
              new EpollRegistration(this, numberOf(channel), channel, attachment);
          case Integer number when number >= 0 ->
              new EpollRegistration(this, number, null, attachment);
          default ->
              throw new IllegalArgumentException(
                  "the epoll backend takes no "
                      + handle
                      + "; give it a SelectableChannel or the number of a descriptor");
        };
    enter(registration);
    registered++;
    return registration;
  }

  private static int numberOf(SelectableChannel channel) throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(channel + " is in blocking mode; switch that off first");
    }
    return ChannelDescriptors.of(channel);
  }

  /**
   * Puts a registration into the kernel's set and ours, in this order: the kernel refuses a number
   * that means nothing, before we make room for it.
   */
  private void enter(EpollRegistration registration) throws IOException {
    takeOut(registration.number());
    registration.addToKernel(handler);
    try {
      makeRoomFor(registration.number());
    } catch (OutOfMemoryError e) {
      registration.removeFromKernel();
      throw e;
    }
    byNumber[registration.number()] = registration;
  }

  private void takeOut(int number) {
    EpollRegistration old = atNumber(number);
    if (old == null) {
      return;
    }
    if (!old.isLeftOver()) {
      throw new IllegalArgumentException(old + " is registered already; deregister it first");
    }
    old.removeFromKernel();
    byNumber[number] = null;
  }

  private @Nullable EpollRegistration atNumber(int number) {
    return number < byNumber.length ? byNumber[number] : null;
  }

  private void makeRoomFor(int number) {
    if (number >= byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, 2 * byNumber.length));
    }
  }

  /** The same for one whose file is gone: the number may mean another one by now. */
  void enterAgain(EpollRegistration registration) throws IOException {
    registration.removeFromKernel();
    EpollRegistration current = atNumber(registration.number());
    if (current != null && !current.isLeftOver()) {
      throw new IOException(registration + " was closed, and its number is registered anew");
    }
    enter(registration);
  }

  void forget(EpollRegistration registration) {
    registered--;
    if (closed) {
      return; // the number of the epoll instance may be somebody else's by now
    }
    registration.removeFromKernel();
    if (atNumber(registration.number()) == registration) {
      byNumber[registration.number()] = null;
    }
  }

  void reportSoon(EpollRegistration registration) {
    due.add(registration);
  }

  @Override
  public boolean poll(long timeoutNanos, ReadinessSink sink) {
    requireOpen();
    polling = true;
    try {
      return pollUntil(timeoutNanos, sink);
    } finally {
      polling = false;
    }
  }

  private boolean pollUntil(long timeoutNanos, ReadinessSink sink) {
    timeout.start(timeoutNanos);
    while (true) {
      look();
      boolean woken = wakeupPending.get() && wakeupPending.getAndSet(false);
      boolean reported = report(sink);
      if (woken || reported) {
        return true;
      }
      if (timeout.isOver()) {
        return false;
      }
    }
  }

  /** Asks on as long as full batches come. That ends: no edge is told twice. */
  private void look() {
    int found;
    do {
      found = handler.run(timeout);
    } while (found >= events - NETTYS_OWN);
  }

  /** Ends: only {@link #look} adds to them; what the sink arms is for the next poll. */
  private boolean report(ReadinessSink sink) {
    boolean reported = false;
    while (!due.isEmpty()) {
      reported |= due.remove().report(sink);
    }
    return reported;
  }

  /** How long Netty may wait, in its terms. */
  private final class Timeout implements IoHandlerContext {
    private static final long NO_DEADLINE = -1;

    private long start;
    private long nanos;

    void start(long timeoutNanos) {
      nanos = timeoutNanos;
      start = timeoutNanos > 0 ? System.nanoTime() : 0;
    }

    boolean isOver() {
      return nanos <= 0 || System.nanoTime() - start >= nanos;
    }

    private boolean isEndless() {
      return nanos > Long.MAX_VALUE / 2;
    }

    /** Asked once more after Netty has begun to listen for wake-ups, so that none is missed. */
    @Override
    public boolean canBlock() {
      return nanos > 0 && due.isEmpty() && !wakeupPending.get();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return isEndless() ? Long.MAX_VALUE : Math.max(0, start + nanos - currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
      return isEndless() ? NO_DEADLINE : start + nanos;
    }
  }

  @Override
  public void wakeup() {
    if (!wakeupPending.getAndSet(true)) {
      handler.wakeup();
    }
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Statistics statistics() {
    return new Statistics(NAME, registered);
  }

  boolean isClosed() {
    return closed;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the epoll backend is closed");
    }
  }

  /** During a poll the kernel would write into memory that is free: the JVM would not survive. */
  @Override
  public void close() {
    if (polling) {
      throw new IllegalStateException("a poll of the epoll backend is under way; wake it up first");
    }
    if (!closed) {
      closed = true;
      handler.destroy();
    }
  }
}
