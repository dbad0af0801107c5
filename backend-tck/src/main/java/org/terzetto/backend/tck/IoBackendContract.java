package org.terzetto.backend.tck;

import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.terzetto.spi.IoBackendProvider;

/**
 * What every {@link org.terzetto.spi.IoBackend} must do. Nothing of a run is involved: the tests
 * call the backend as the run would. Each works with one backend of its own, on one thread, and
 * with real sockets on the loopback interface; or with others, for a backend that takes others. One
 * that takes raw descriptors is given pipes of the C library: start the JVM with {@code
 * --enable-native-access} for this module, or it prints a warning.
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

  /**
   * What makes the channels of the tests. The backend must take them. What it does not make, such
   * as pipes, is not tested: it throws {@link UnsupportedOperationException}.
   *
   * @return the system's, unless overridden
   */
  protected SelectorProvider sockets() {
    return SelectorProvider.provider();
  }

  /**
   * Whether the other end of a connection may be served by another thread, which blocks in it. If
   * not, the tests that need such a peer are skipped.
   *
   * @return true, unless overridden for a network that lives on the thread of the test
   */
  protected boolean peersHaveThreads() {
    return true;
  }

  /**
   * Called again and again while a test waits, without polling, for what has been sent to arrive.
   * Overridden for a network that needs to be given the turn.
   */
  protected void letNetworkAct() {
    Thread.onSpinWait();
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
  class Descriptors extends DescriptorsContract {
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
