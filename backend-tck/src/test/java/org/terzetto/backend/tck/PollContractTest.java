package org.terzetto.backend.tck;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.terzetto.spi.IoBackendProvider;

/** What the {@link Fault}s of descriptors wrap keeps the contract. */
@DisabledOnOs(OS.WINDOWS)
// tag::contract[]
class PollContractTest extends IoBackendContract {
  @Override
  protected IoBackendProvider provider() {
    return PollBackend.provider();
  }
}
// end::contract[]
