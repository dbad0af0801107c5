package org.terzetto.testing;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.spi.IoRegistration;

/**
 * A backend that does what another one does. Extend it, and override what a test wants to watch or
 * to break.
 *
 * {@snippet :
 * IoBackendProvider counting =
 *     ForwardingBackend.provider(
 *         new NioBackendProvider(),
 *         real ->
 *             new ForwardingBackend(real) {
 *               @Override
 *               public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
 *                 polls++;
 *                 return super.poll(timeoutNanos, sink);
 *               }
 *             });
 * Terzetto.run(RunOptions.defaults().withBackend(counting), main);
 * }
 *
 * <p>Thread safety: that of {@link IoBackend}.
 */
public class ForwardingBackend implements IoBackend {
  private final IoBackend real;

  /**
   * A backend in front of another.
   *
   * @param real does the work; closed together with this one
   */
  public ForwardingBackend(IoBackend real) {
    this.real = Objects.requireNonNull(real, "real");
  }

  /**
   * A provider of the same name, whose backends are inside of what {@code wrapper} makes.
   *
   * @param real provides the backends that do the work
   * @param wrapper puts something in front of each
   * @return the provider, to be given to a run or to a test of backends
   */
  public static IoBackendProvider provider(
      IoBackendProvider real, UnaryOperator<IoBackend> wrapper) {
    Objects.requireNonNull(real, "real");
    Objects.requireNonNull(wrapper, "wrapper");
    return new IoBackendProvider() {
      @Override
      public String name() {
        return real.name();
      }

      @Override
      public int priority() {
        return real.priority();
      }

      @Override
      public Optional<String> unavailableBecause() {
        return real.unavailableBecause();
      }

      @Override
      public IoBackend open() throws IOException {
        return wrapper.apply(real.open());
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
