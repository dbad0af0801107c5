package org.terzetto.backend.tck;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.terzetto.backend.nio.NioBackendProvider;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** The kit on a backend with a fault. Not named like a test: only {@link FaultTest} starts it. */
class FaultyContract extends IoBackendContract {
  static Fault fault;

  @Override
  protected Duration patience() {
    return Duration.ofMillis(300);
  }

  @Override
  protected IoBackendProvider provider() {
    return new FaultyProvider();
  }

  private static final class FaultyProvider implements IoBackendProvider {
    private final IoBackendProvider real = new NioBackendProvider();

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
      return fault.in(real.open());
    }
  }
}
