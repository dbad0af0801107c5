package org.terzetto.benchmarks.servers;

/**
 * What is put on a server.
 *
 * @param connections how many
 * @param bytes of a message
 * @param inFlight messages of each connection that are under way
 * @param spinning whether the generator keeps asking the sockets, rather than sleep in a selector
 */
record Load(int connections, int bytes, int inFlight, boolean spinning) {
  static Load of(String[] args, int first) {
    return new Load(
        Integer.parseInt(args[first]),
        Integer.parseInt(args[first + 1]),
        Integer.parseInt(args[first + 2]),
        Boolean.parseBoolean(args[first + 3]));
  }

  String[] args() {
    return new String[] {"" + connections, "" + bytes, "" + inFlight, "" + spinning};
  }
}
