package org.terzetto.io;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
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
      return Network.current().addressesOf(host);
    }
    Checkpoints.checkpointIfCancelled();
    Checkpoints.budgetedCheckpoint();
    return List.of(literal);
  }
}
