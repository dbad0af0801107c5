package org.terzetto.backend.tck;

import java.time.Duration;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.testing.ForwardingBackend;

/** The kit on a backend with a fault. Not named like a test: only {@link FaultTest} starts it. */
class FaultyContract extends IoBackendContract {
  static Fault fault;

  @Override
  protected Duration patience() {
    return Duration.ofMillis(300);
  }

  @Override
  protected IoBackendProvider provider() {
    return ForwardingBackend.provider(fault.base(), real -> fault.in(real));
  }
}
