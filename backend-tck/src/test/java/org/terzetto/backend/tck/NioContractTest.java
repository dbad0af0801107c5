package org.terzetto.backend.tck;

import org.terzetto.backend.nio.NioBackendProvider;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.testing.Covers;

/**
 * The selector keeps the contract. It is tested here rather than in its own module, since it is
 * also what the {@link Fault}s wrap: the kit must see each of them, and nothing in what they wrap.
 */
@Covers({"IOW-10", "IOW-11", "IOW-12"})
class NioContractTest extends IoBackendContract {
  @Override
  protected IoBackendProvider provider() {
    return new NioBackendProvider();
  }
}
