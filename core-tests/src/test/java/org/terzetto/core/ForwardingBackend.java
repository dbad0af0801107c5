package org.terzetto.core;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;

/** The real backend, behind a layer where tests override what they watch or break. */
class ForwardingBackend implements IoBackend {
  private final IoBackend real;

  ForwardingBackend(IoBackend real) {
    this.real = real;
  }

  /** A provider of the best real backend there is, inside whatever {@code wrapper} makes. */
  static IoBackendProvider provider(UnaryOperator<IoBackend> wrapper) {
    IoBackendProvider best =
        ServiceLoader.load(IoBackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.unavailableBecause().isEmpty())
            .max(Comparator.comparingInt(IoBackendProvider::priority))
            .orElseThrow();
    return new IoBackendProvider() {
      @Override
      public String name() {
        return "forwarding";
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
        return wrapper.apply(best.open());
      }
    };
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
}
