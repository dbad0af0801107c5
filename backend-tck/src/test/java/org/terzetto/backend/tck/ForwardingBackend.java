package org.terzetto.backend.tck;

import java.io.IOException;
import java.util.Set;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;

/** Does what the real backend does; faults override some of it. */
class ForwardingBackend implements IoBackend {
  final IoBackend real;

  ForwardingBackend(IoBackend real) {
    this.real = real;
  }

  /** Polls on until the time is over or something comes that is not to be lost. */
  interface Filter {
    /**
     * What is left of a report.
     *
     * @return kinds; zero to lose it
     */
    int kept(Object attachment, int ready);
  }

  boolean pollFiltered(long nanos, ReadinessSink sink, Filter filter) throws IOException {
    long start = System.nanoTime();
    while (true) {
      int[] counts = new int[2];
      boolean polled =
          real.poll(
              nanos <= 0 ? 0 : Math.max(0, nanos - (System.nanoTime() - start)),
              (attachment, ready) -> {
                int kept = filter.kept(attachment, ready);
                counts[0]++;
                if (kept != 0) {
                  counts[1]++;
                  sink.ready(attachment, kept);
                }
              });
      boolean onlyLost = counts[0] > 0 && counts[1] == 0;
      if (!onlyLost) {
        return polled;
      }
    }
  }

  @Override
  public IoRegistration register(Object handle, Object attachment) throws IOException {
    return real.register(handle, attachment);
  }

  @Override
  public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
    return real.poll(timeoutNanos, sink);
  }

  @Override
  public void wakeup() {
    real.wakeup();
  }

  @Override
  public Set<Capability> capabilities() {
    return real.capabilities();
  }

  @Override
  public Statistics statistics() {
    return real.statistics();
  }

  @Override
  public void close() {
    real.close();
  }

  /** The same for a registration. */
  static class Registration implements IoRegistration {
    /** Accepts everything and does nothing. */
    static final IoRegistration DEAD =
        new IoRegistration() {
          @Override
          public void arm(int interest) {}

          @Override
          public void deregister() {}
        };

    final IoRegistration real;

    Registration(IoRegistration real) {
      this.real = real;
    }

    @Override
    public void arm(int interest) throws IOException {
      real.arm(interest);
    }

    @Override
    public void deregister() {
      real.deregister();
    }
  }
}
