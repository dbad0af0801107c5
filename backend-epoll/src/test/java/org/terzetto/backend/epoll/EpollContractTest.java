package org.terzetto.backend.epoll;

import org.terzetto.backend.tck.IoBackendContract;
import org.terzetto.spi.IoBackendProvider;

/** Epoll keeps the contract of backends. */
class EpollContractTest extends IoBackendContract {
  @Override
  protected IoBackendProvider provider() {
    return new EpollBackendProvider();
  }
}
