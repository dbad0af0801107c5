package org.terzetto.backend.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/**
 * Polls with a {@link Selector}. Reports are collected while the selector holds its locks and
 * handed over afterwards, so that whoever takes them may register, arm and deregister.
 */
final class NioBackend implements IoBackend {
  static final String NAME = "nio";

  private static final Set<Capability> CAPABILITIES = Set.of(Capability.CHANNELS);

  /** So many keys at once may mean that more are ready: the JDK takes 1024 of epoll, else 256. */
  private static final int FULL_BATCH = 250;

  private static final long NANOS_PER_MILLI = 1_000_000;

  // Any thread.
  private final Selector selector;
  private final AtomicBoolean wakeupPending = new AtomicBoolean();

  // The thread that holds the backend.
  private final Consumer<SelectionKey> collector = this::collect;
  private final Queue<NioRegistration> found = new ArrayDeque<>();

  /** Something was found for the first time, or the selector need not look at it any more. */
  private boolean news;

  private int registered;

  NioBackend(Selector selector) {
    this.selector = selector;
  }

  @Override
  public IoRegistration register(Object handle, Object attachment) throws IOException {
    if (!(handle instanceof SelectableChannel channel)) {
      throw new IllegalArgumentException(
          "the nio backend takes no " + handle + "; give it a SelectableChannel");
    }
    SelectionKey key = newKey(channel);
    NioRegistration registration = new NioRegistration(this, key, attachment);
    key.attach(registration);
    registered++;
    return registration;
  }

  private SelectionKey newKey(SelectableChannel channel) throws IOException {
    SelectionKey old = channel.keyFor(selector);
    if (old != null && old.isValid()) {
      throw new IllegalArgumentException(channel + " is registered already; deregister it first");
    }
    if (old != null) {
      dropCancelledKeys();
    }
    try {
      return channel.register(selector, 0);
    } catch (IllegalBlockingModeException e) {
      throw new IllegalArgumentException(
          channel + " is in blocking mode; switch that off first", e);
    } catch (IllegalSelectorException e) {
      throw new IllegalArgumentException(channel + " comes from another selector provider", e);
    }
  }

  /** Called by a registration that has just been cancelled. */
  void forget(SelectableChannel channel) {
    registered--;
    // As long as the selector remembers a cancelled key, the JDK does not really close the channel.
    // For a socket with a peer that can wait until the next poll: the JDK tells the peer at once.
    // The address of a listener, though, must be free as soon as it is closed.
    if (!(channel instanceof SocketChannel) && selector.isOpen()) {
      try {
        dropCancelledKeys();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Removes cancelled keys, which stand in the way until a selection. What is ready stays so. */
  private void dropCancelledKeys() throws IOException {
    selector.selectNow(_ -> {});
  }

  @Override
  public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
    long start = timeoutNanos > 0 ? System.nanoTime() : 0;
    long left = timeoutNanos;
    while (true) {
      int keys = select(left);
      boolean woken = wakeupPending.get() && wakeupPending.getAndSet(false);
      boolean reported = report(sink);
      if (woken || reported) {
        return true;
      }
      left = timeoutNanos <= 0 ? 0 : timeoutNanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      if (keys == 0) {
        findMissed();
      }
    }
  }

  private int select(long nanos) throws IOException {
    int keys = selectOnce(nanos);
    selectRest(keys);
    return keys;
  }

  private int selectOnce(long nanos) throws IOException {
    // Dropping keys may have used up the selector's own wake-up, but not ours; nor may the poll
    // wait if there is something to report already.
    if (nanos <= 0 || wakeupPending.get() || !found.isEmpty()) {
      return selector.selectNow(collector);
    }
    int keys = selector.select(collector, (nanos - 1) / NANOS_PER_MILLI + 1);
    if (keys == 0) {
      // An interrupt makes the selector return at once, each time, until the flag is cleared. It
      // carries no meaning here: the run watches for interrupts of its caller and of its tasks.
      boolean _ = Thread.interrupted();
    }
    return keys;
  }

  /** Asks on, as long as full batches come that hold something new. */
  private void selectRest(int keys) throws IOException {
    int batch = keys;
    while (batch >= FULL_BATCH && news) {
      news = false;
      batch = selector.selectNow(collector);
    }
    news = false;
  }

  private void collect(SelectionKey key) {
    int readyOps;
    try {
      readyOps = key.readyOps();
    } catch (CancelledKeyException e) {
      return; // closed by another thread since the selector looked
    }
    find(key, readyOps);
  }

  private void find(SelectionKey key, int readyOps) {
    NioRegistration registration = (NioRegistration) key.attachment();
    int before = registration.interestOps();
    boolean first = registration.find(readyOps);
    if (first) {
      found.add(registration);
    }
    news |= first || registration.interestOps() != before;
  }

  /** The selector came back early with nothing: looks for keys that make it do so for ever. */
  private void findMissed() {
    for (SelectionKey key : selector.keys()) {
      NioRegistration registration = (NioRegistration) key.attachment();
      int missed = registration.missedOps();
      if (missed != 0) {
        find(key, missed);
      }
    }
  }

  private boolean report(ReadinessSink sink) {
    boolean reported = false;
    for (NioRegistration next = found.poll(); next != null; next = found.poll()) {
      reported |= next.report(sink);
    }
    return reported;
  }

  @Override
  public void wakeup() {
    // Always written, even when set already: what the caller did before must be seen after the
    // poll.
    if (!wakeupPending.getAndSet(true)) {
      selector.wakeup();
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

  @Override
  public void close() {
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
