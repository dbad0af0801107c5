package org.terzetto.io;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import org.terzetto.thread.ThreadOptions;
import org.terzetto.thread.ToThread;

/** The sockets and the resolver of the JDK. */
enum SystemNetwork implements Network {
  INSTANCE;

  @Override
  public SelectorProvider sockets() {
    return SelectorProvider.provider();
  }

  /**
   * Asks the system's resolver, which blocks in native code: it would hold the loop even in a
   * blocking region, and cannot be interrupted. So a worker thread waits for it, which a
   * cancellation leaves behind, to be counted by the limiter until the answer comes.
   */
  @Override
  public List<InetAddress> addressesOf(String host)
      throws UnknownHostException, InterruptedException {
    ThreadOptions options =
        ThreadOptions.defaults()
            .withAbandonOnCancel(true)
            .withThreadName("terzetto-lookup-" + host);
    return ToThread.run(options, () -> List.of(InetAddress.getAllByName(host)));
  }
}
