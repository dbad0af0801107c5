package org.terzetto.backend.nio;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Optional;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;

/** Makes {@link NioBackend}s: the fallback, available wherever Java is. */
@ServiceProvider(IoBackendProvider.class)
public final class NioBackendProvider implements IoBackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public NioBackendProvider() {}

  @Override
  public String name() {
    return NioBackend.NAME;
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
    return new NioBackend(Selector.open());
  }
}
