package org.terzetto.io;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;

/**
 * Where a run gets its sockets and the addresses of hosts from: the system, unless the run is told
 * otherwise. Everything that {@link Tcp} opens comes from here. Give a run another one to watch or
 * to replace the network, as a test does with a simulated one.
 *
 * <p>Numeric addresses are not looked up. A socket that is made by hand, such as with {@link
 * java.nio.channels.SocketChannel#open()}, is the system's.
 */
public interface Network {
  /**
   * What makes the sockets. The backend of the run must take them.
   *
   * @return the same provider each time
   */
  SelectorProvider sockets();

  /**
   * Looks a host up.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param host a name, neither blank nor a numeric address
   * @return its addresses, the best first
   * @throws UnknownHostException if there is no such host
   * @throws org.terzetto.Cancelled if cancelled
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  List<InetAddress> addressesOf(String host) throws UnknownHostException, InterruptedException;

  /**
   * The network of the operating system.
   *
   * @return the default
   */
  static Network system() {
    return SystemNetwork.INSTANCE;
  }

  /**
   * The network of the current run.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the one that was given to {@link #use}, or else the system's
   * @throws IllegalStateException if called outside a run
   */
  static Network current() {
    return RunNetworks.current();
  }

  /**
   * Makes the current run use another network for what it opens from now on.
   *
   * @checkpoint never
   * @thread inside the run
   * @param network the new one
   * @return the one used so far
   * @throws IllegalStateException if called outside a run
   */
  static Network use(Network network) {
    return RunNetworks.use(network);
  }
}
