package org.terzetto.backend.tck;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;

/** Takes descriptors and nothing else, by poll(2): slow, and simple enough to be right. */
final class PollBackend implements IoBackend {
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final short POLLNVAL = 32;
  private static final int MEANS_BOTH = 8 | 16; // POLLERR, POLLHUP

  private static final int ENTRY = 8;
  private static final int EVENTS = 4;
  private static final int FOUND = 6;

  private final RawPipe wakeups;
  private final Map<Integer, Registration> registered = new LinkedHashMap<>();
  private volatile boolean closed;

  /** Without it, errors too go unnoticed: a fault. */
  boolean seesHangUps = true;

  private PollBackend() throws IOException {
    this.wakeups = new RawPipe();
  }

  static IoBackendProvider provider() {
    return new IoBackendProvider() {
      @Override
      public String name() {
        return "poll";
      }

      @Override
      public int priority() {
        return 0;
      }

      @Override
      public Optional<String> unavailableBecause() {
        return Optional.empty();
      }

      @Override
      public IoBackend open() throws IOException {
        return new PollBackend();
      }
    };
  }

  /** What the system finds; all zero if it was interrupted. */
  private static List<Integer> ask(List<Integer> descriptors, List<Short> events, int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate((long) ENTRY * descriptors.size(), ENTRY);
      for (int i = 0; i < descriptors.size(); i++) {
        entries.set(JAVA_INT, (long) ENTRY * i, descriptors.get(i));
        entries.set(JAVA_SHORT, (long) ENTRY * i + EVENTS, events.get(i));
      }
      Libc.call("poll", entries, (long) descriptors.size(), millis);
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < descriptors.size(); i++) {
        found.add((int) entries.get(JAVA_SHORT, (long) ENTRY * i + FOUND));
      }
      return found;
    }
  }

  private final class Registration implements IoRegistration {
    private final int number;
    private final Object attachment;
    private int armed;
    private boolean gone;

    Registration(int number, Object attachment) {
      this.number = number;
      this.attachment = attachment;
    }

    @Override
    public void arm(int interest) throws IOException {
      if (interest == 0 || (interest & ~(READ | WRITE)) != 0) {
        throw new IllegalArgumentException("interest is " + interest);
      }
      if (gone || closed) {
        throw new IllegalStateException("not registered");
      }
      requireFile(number);
      armed |= interest;
    }

    short events() {
      return (short) (((armed & READ) != 0 ? POLLIN : 0) | ((armed & WRITE) != 0 ? POLLOUT : 0));
    }

    boolean report(int found, ReadinessSink sink) {
      if ((found & POLLNVAL) != 0) {
        armed = 0;
        return false;
      }
      int both = seesHangUps ? MEANS_BOTH : 0;
      int ready =
          ((found & (POLLIN | both)) != 0 ? READ : 0)
              | ((found & (POLLOUT | both)) != 0 ? WRITE : 0);
      int kinds = armed & ready;
      if (gone || kinds == 0) {
        return false;
      }
      armed &= ~kinds;
      sink.ready(attachment, kinds);
      return true;
    }

    @Override
    public void deregister() {
      if (!gone) {
        gone = true;
        registered.remove(number);
      }
    }
  }

  private static void requireFile(int number) throws IOException {
    if ((ask(List.of(number), List.of((short) 0), 0).getFirst() & POLLNVAL) != 0) {
      throw new IOException("descriptor " + number + " is closed");
    }
  }

  @Override
  public IoRegistration register(Object handle, Object attachment) throws IOException {
    requireOpen();
    if (!(handle instanceof Integer number) || number < 0 || registered.containsKey(number)) {
      throw new IllegalArgumentException(handle + " is no descriptor, or registered already");
    }
    requireFile(number);
    Registration registration = new Registration(number, attachment);
    registered.put(number, registration);
    return registration;
  }

  @Override
  public boolean poll(long timeoutNanos, ReadinessSink sink) {
    requireOpen();
    long start = System.nanoTime();
    while (true) {
      long left = timeoutNanos <= 0 ? 0 : timeoutNanos - (System.nanoTime() - start);
      if (pollOnce(Math.max(0, left), sink)) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
    }
  }

  private boolean pollOnce(long nanos, ReadinessSink sink) {
    List<Registration> asked = registered.values().stream().filter(r -> r.armed != 0).toList();
    List<Integer> descriptors = new ArrayList<>(List.of(wakeups.out()));
    List<Short> events = new ArrayList<>(List.of(POLLIN));
    for (Registration registration : asked) {
      descriptors.add(registration.number);
      events.add(registration.events());
    }
    List<Integer> found = ask(descriptors, events, millis(nanos));
    boolean ended = found.getFirst() != 0 && wakeups.drain() > 0;
    for (int i = 0; i < asked.size(); i++) {
      ended |= asked.get(i).report(found.get(i + 1), sink);
    }
    return ended;
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1));
  }

  /** A full pipe takes no more, and need not. */
  @Override
  public synchronized void wakeup() {
    if (!closed) {
      try {
        wakeups.send();
      } catch (IOException e) {
        // It is full.
      }
    }
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.DESCRIPTORS);
  }

  @Override
  public Statistics statistics() {
    return new Statistics("poll", registered.size());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      wakeups.close();
    }
  }
}
