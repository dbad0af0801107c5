package org.terzetto.backend.tck;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** Faults of polling, and of what a backend says of itself. */
final class PollFaults {
  private static final long MILLI = 1_000_000;

  private PollFaults() {}

  static IoBackend knowsOneThread(IoBackend real) {
    return new FaultyBackend(real) {
      private Thread owner;

      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        owner = Thread.currentThread();
        return super.register(handle, attachment);
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        boolean lose = Thread.currentThread() != owner;
        return pollFiltered(nanos, sink, (_, ready) -> lose ? 0 : ready);
      }
    };
  }

  static IoBackend losesAnEdge(IoBackend real) {
    return new FaultyBackend(real) {
      private int count;

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return pollFiltered(nanos, sink, (_, ready) -> ++count % 50 == 0 ? 0 : ready);
      }
    };
  }

  static IoBackend reportsReadingOnly(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return pollFiltered(nanos, sink, (_, ready) -> ready & READ);
      }
    };
  }

  /** What is beyond stays armed here, but only the kit's next poll would get it. */
  static IoBackend reportsAtMost(int limit, IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        int[] count = {0};
        return pollFiltered(nanos, sink, (_, ready) -> ++count[0] > limit ? 0 : ready);
      }
    };
  }

  static IoBackend endsWhenInterrupted(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return !Thread.currentThread().isInterrupted() && super.poll(nanos, sink);
      }
    };
  }

  static IoBackend takesZeroForEver(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return super.poll(nanos == 0 ? Long.MAX_VALUE : nanos, sink);
      }
    };
  }

  static IoBackend roundsDown(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return super.poll(nanos / MILLI * MILLI, sink);
      }
    };
  }

  static IoBackend isTooLate(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return super.poll(nanos + 10 * MILLI, sink);
      }
    };
  }

  static IoBackend looksWhenTheTimeIsOver(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
          LockSupport.parkNanos(nanos);
        }
        return super.poll(0, sink);
      }
    };
  }

  static IoBackend reportsFromAnotherThread(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return super.poll(
            nanos,
            (attachment, ready) -> {
              try {
                Background.start(() -> sink.ready(attachment, ready)).join();
              } catch (ExecutionException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
      }
    };
  }

  static IoBackend locksWhileReporting(IoBackend real) {
    return new FaultyBackend(real) {
      private boolean reporting;

      @Override
      public IoRegistration register(Object handle, Object attachment) throws IOException {
        if (reporting) {
          throw new IllegalStateException("not now");
        }
        return super.register(handle, attachment);
      }

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        reporting = true;
        try {
          return super.poll(nanos, sink);
        } finally {
          reporting = false;
        }
      }
    };
  }

  static IoBackend saysAlwaysTrue(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        boolean _ = super.poll(nanos, sink);
        return true;
      }
    };
  }

  static IoBackend saysAlwaysFalse(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        boolean _ = super.poll(nanos, sink);
        return false;
      }
    };
  }

  static IoBackend takesNoHandles(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public Set<Capability> capabilities() {
        return Set.of(Capability.FINE_TIMEOUTS);
      }
    };
  }

  static IoBackend miscounts(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public Statistics statistics() {
        Statistics right = super.statistics();
        return new Statistics(right.backend(), right.registered() + 1);
      }
    };
  }

  static IoBackend hasAnotherName(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public Statistics statistics() {
        return new Statistics("other", super.statistics().registered());
      }
    };
  }

  static IoBackend neverCloses(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public void close() {}
    };
  }

  static IoBackend closesOnlyOnce(IoBackend real) {
    return new FaultyBackend(real) {
      private boolean closed;

      @Override
      public void close() {
        if (closed) {
          throw new IllegalStateException("closed");
        }
        closed = true;
        super.close();
      }
    };
  }

  static IoBackend goesOnWhenClosed(IoBackend real) {
    return new FaultyBackend(real) {
      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        try {
          return super.poll(nanos, sink);
        } catch (IllegalStateException e) {
          return false;
        }
      }
    };
  }

  /** As if whoever waits always tried until nothing is left. */
  static IoBackend tellsReadinessOnce(IoBackend real) {
    return new FaultyBackend(real) {
      private final Set<Object> told = new HashSet<>();

      @Override
      public boolean poll(long nanos, ReadinessSink sink) throws IOException {
        return pollFiltered(nanos, sink, (attachment, ready) -> told.add(attachment) ? ready : 0);
      }
    };
  }
}
