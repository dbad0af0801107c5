package org.terzetto.io;

import java.util.Objects;
import org.terzetto.lowlevel.RunVar;

/** Which network each run uses; unset where it is the system's. */
final class RunNetworks {
  private static final RunVar<Network> NETWORK = new RunVar<>("network");

  private RunNetworks() {}

  static Network current() {
    return NETWORK.orElse(Network.system());
  }

  static Network use(Network network) {
    Objects.requireNonNull(network, "network");
    Network before = current();
    NETWORK.set(network);
    return before;
  }
}
