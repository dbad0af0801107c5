package org.terzetto.io;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.backend.tck.IoBackendContract;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackendProvider;
import org.terzetto.testing.Covers;
import org.terzetto.testing.ForwardingBackend;
import org.terzetto.testing.MockClock;
import org.terzetto.testing.TaskProbe;
import org.terzetto.testing.net.SimulatedNetwork;

/**
 * The backend of a simulated network keeps the contract of backends, with simulated sockets. These
 * belong to the tasks of one run, and their packets arrive while tasks take turns, never during a
 * poll: so each test is the main task of a run, and gives the turn away before it polls.
 */
@Covers("NET-13")
class SimulatedBackendContractTest extends IoBackendContract {
  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private final RunOptions options =
      network.in(RunOptions.defaults().withClock(new MockClock()).withLongStep(Duration.ZERO));

  @RegisterExtension final InvocationInterceptor inRun = new InRun();

  private final class InRun implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
        Invocation<Void> invocation,
        ReflectiveInvocationContext<Method> method,
        ExtensionContext extension)
        throws Throwable {
      Terzetto.run(options, () -> proceed(invocation));
    }
  }

  private static void proceed(InvocationInterceptor.Invocation<Void> invocation) throws Exception {
    try {
      invocation.proceed();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected SelectorProvider sockets() {
    return network.sockets();
  }

  @Override
  protected boolean peersHaveThreads() {
    return false;
  }

  /** What an interruption ends is the poll, which comes next, and not this. */
  @Override
  protected void letNetworkAct() {
    boolean interrupted = Thread.interrupted();
    try {
      TaskProbe.waitAllTasksBlocked();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected IoBackendProvider provider() {
    return ForwardingBackend.provider(options.backend().orElseThrow(), TurnTaking::new);
  }

  /** Polls as a run does: behind a batch of tasks. */
  private final class TurnTaking extends ForwardingBackend {
    TurnTaking(IoBackend real) {
      super(real);
    }

    @Override
    public boolean poll(long timeoutNanos, ReadinessSink sink) throws IOException {
      letNetworkAct();
      return super.poll(timeoutNanos, sink);
    }
  }
}
