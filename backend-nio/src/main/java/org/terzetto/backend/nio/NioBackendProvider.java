package org.terzetto.backend.nio;

import aQute.bnd.annotation.spi.ServiceProvider;
import org.terzetto.spi.IoBackendProvider;

/** Makes backends that poll a selector. */
@ServiceProvider(IoBackendProvider.class)
public final class NioBackendProvider implements IoBackendProvider {
  /** For the service loader. */
  public NioBackendProvider() {}
}
