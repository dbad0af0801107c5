package org.terzetto.backend.tck;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.terzetto.spi.IoBackendProvider;

/**
 * What every {@link org.terzetto.spi.IoBackend} must do. Nothing of a run is involved: the tests
 * call the backend as the run would. Each works with one backend of its own, on one thread, and
 * with real sockets on the loopback interface.
 *
 * <p>Extend it, say which backend is meant, and let JUnit run your class:
 *
 * <pre>{@code
 * class NioContractTest extends IoBackendContract {
 *   @Override
 *   protected IoBackendProvider provider() {
 *     return new NioBackendProvider();
 *   }
 * }
 * }</pre>
 *
 * <p>Thread safety: belongs to the thread of the test.
 */
public abstract class IoBackendContract {
  /** For subclasses. */
  protected IoBackendContract() {}

  /**
   * The backend to test.
   *
   * @return a provider; each test opens a backend and closes it
   */
  protected abstract IoBackendProvider provider();

  /**
   * How long a test waits for what has to come before it calls it lost. No test that passes takes
   * that long.
   *
   * @return ten seconds, unless overridden
   */
  protected Duration patience() {
    return Duration.ofSeconds(10);
  }

  @Nested
  class Registering extends RegisteringContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }

  @Nested
  class Reporting extends ReportingContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }

  @Nested
  class Connections extends ConnectionsContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }

  @Nested
  class Polling extends PollingContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }

  @Nested
  class WakingUp extends WakingUpContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }

  @Nested
  class Closing extends ClosingContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }

  @Nested
  class Crowds extends CrowdsContract {
    @Override
    IoBackendContract contract() {
      return IoBackendContract.this;
    }
  }
}
