package org.terzetto.backend.tck;

import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.terzetto.spi.IoBackend;

/** Faults of waking up. */
final class WakeupFaults {
  private static final Set<IoBackend> ALL =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private WakeupFaults() {}

  static IoBackend swallowsOne(IoBackend real) {
    return new FaultyBackend(real) {
      private final AtomicInteger count = new AtomicInteger();

      @Override
      public void wakeup() {
        if (count.incrementAndGet() % 1000 != 0) {
          super.wakeup();
        }
      }
    };
  }

  /**
   * Takes the first two thousand, which are not all that come. Whoever is not heard goes on only
   * while the poll waits, so that it does not find by chance that all is done.
   */
  static IoBackend swallowsTheLast(IoBackend real) {
    return new FaultyBackend(real) {
      private static final int HEARD = 2000;
      private final AtomicInteger count = new AtomicInteger();
      private volatile boolean waiting;

      @Override
      public void wakeup() {
        if (count.get() < HEARD) {
          super.wakeup();
          count.incrementAndGet();
        } else {
          while (!waiting) {
            Thread.onSpinWait();
          }
        }
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        if (count.get() < HEARD) {
          return super.poll(nanos, sink);
        }
        if (super.poll(0, sink)) {
          return true;
        }
        waiting = true;
        boolean polled = super.poll(nanos, sink);
        waiting = false;
        return polled;
      }

      @Override
      public void close() {
        waiting = true;
        super.close();
      }
    };
  }

  static IoBackend wakesTooSoon(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        boolean _ = super.poll(0, sink);
        return true;
      }
    };
  }

  /** Forgets the wake-up when the next poll begins, not when the last one has taken it. */
  static IoBackend coalescesTooLong(IoBackend real) {
    return new FaultyBackend(real) {
      private volatile boolean pending;

      @Override
      public void wakeup() {
        if (!pending) {
          pending = true;
          super.wakeup();
        }
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        for (int i = 0; pending && i < 10_000; i++) {
          Thread.onSpinWait(); // so that the fault shows soon
        }
        pending = false;
        return super.poll(nanos, sink);
      }
    };
  }

  static IoBackend counts(IoBackend real) {
    return new FaultyBackend(real) {
      private final AtomicInteger count = new AtomicInteger();

      @Override
      public void wakeup() {
        count.incrementAndGet();
        super.wakeup();
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return count.getAndUpdate(n -> Math.max(0, n - 1)) > 0 || super.poll(nanos, sink);
      }
    };
  }

  /** Knows that it was woken, but waits all the same. */
  static IoBackend tellsTooLate(IoBackend real) {
    return new FaultyBackend(real) {
      private final AtomicBoolean woken = new AtomicBoolean();

      @Override
      public void wakeup() {
        woken.set(true);
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        boolean polled = super.poll(nanos, sink);
        return woken.getAndSet(false) || polled;
      }
    };
  }

  /** Writes into a pipe each time, and waits if that is full. */
  static IoBackend blocksWhenFull(IoBackend real) {
    return new FaultyBackend(real) {
      private static final int HOLDS = 65_536;
      private final Semaphore room = new Semaphore(HOLDS);

      @Override
      public void wakeup() {
        room.acquireUninterruptibly();
        super.wakeup();
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        room.drainPermits();
        room.release(HOLDS);
        return super.poll(nanos, sink);
      }

      @Override
      public void close() {
        super.close();
        room.release(HOLDS);
      }
    };
  }

  static IoBackend wakesAll(IoBackend real) {
    ALL.add(real);
    return new FaultyBackend(real) {
      @Override
      public void wakeup() {
        for (IoBackend backend : Set.copyOf(ALL)) {
          backend.wakeup();
        }
      }
    };
  }
}
