package org.terzetto.io;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Checkpoints;

/** From host names to addresses. */
final class Hosts {
  private Hosts() {}

  /**
   * All addresses of a host, in the resolver's order. Always a checkpoint.
   *
   * @param host a name or a numeric address; the latter never waits
   */
  static List<InetAddress> resolve(String host) throws UnknownHostException, InterruptedException {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is blank; give a name or an address");
    }
    InetAddress literal;
    try {
      literal = InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return lookUp(host);
    }
    Checkpoints.checkpointIfCancelled();
    Checkpoints.budgetedCheckpoint();
    return List.of(literal);
  }

  /**
   * Asks the system's resolver, which blocks in native code: it would hold the loop even in a
   * blocking region, and cannot be interrupted. So it has a thread of its own, which a cancellation
   * leaves behind.
   */
  private static List<InetAddress> lookUp(String host)
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
