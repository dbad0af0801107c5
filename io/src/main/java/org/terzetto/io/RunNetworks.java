package org.terzetto.io;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.terzetto.Task;
import org.terzetto.lowlevel.RunToken;
import org.terzetto.lowlevel.TaskExit;

/** The networks of the runs that do not use the system's. */
final class RunNetworks {
  private static final Map<RunToken, Network> BY_RUN = new ConcurrentHashMap<>();

  private RunNetworks() {}

  static Network current() {
    return BY_RUN.getOrDefault(RunToken.current(), Network.system());
  }

  static Network use(Network network) {
    Objects.requireNonNull(network, "network");
    RunToken run = RunToken.current();
    Network previous = BY_RUN.put(run, network);
    if (previous != null) {
      return previous;
    }
    TaskExit.onExit(Task.root(), root -> BY_RUN.remove(run));
    return Network.system();
  }
}
