package org.terzetto.io;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.terzetto.Terzetto;

/** The sockets and the resolver of the JDK. */
enum SystemNetwork implements Network {
  INSTANCE;

  @Override
  public SelectorProvider sockets() {
    return SelectorProvider.provider();
  }

  /**
   * Asks the system's resolver, which blocks in native code: it would hold the loop even in a
   * blocking region, and cannot be interrupted. So it has a thread of its own, which a cancellation
   * leaves behind.
   */
  @Override
  public List<InetAddress> addressesOf(String host)
      throws UnknownHostException, InterruptedException {
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
    Thread.ofPlatform().daemon().name("terzetto-lookup-" + host).start(lookup);
    try {
      return List.of(Terzetto.blocking(() -> lookup.get()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IllegalStateException("the resolver failed for host " + host, e.getCause());
    }
  }
}
