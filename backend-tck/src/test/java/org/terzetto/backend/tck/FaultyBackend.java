package org.terzetto.backend.tck;

import java.io.IOException;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoRegistration;
import org.terzetto.testing.ForwardingBackend;

/** What faults are made of: the real backend, of which they override some. */
class FaultyBackend extends ForwardingBackend {
  FaultyBackend(IoBackend real) {
    super(real);
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
          super.poll(
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

  /** A registration that does what the real one does. */
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
