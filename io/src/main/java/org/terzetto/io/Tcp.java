package org.terzetto.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.terzetto.TaskStatus;
import org.terzetto.lowlevel.Checkpoints;

/** Connecting, listening and serving over TCP. */
public final class Tcp {
  /** The longest backlog one can ask for; the system's own limit may be shorter. */
  public static final int MAX_BACKLOG = 65_535;

  private Tcp() {}

  /**
   * Connects to a host, trying its addresses with the delays that {@link ConnectOptions#defaults}
   * says.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param host a name or a numeric address
   * @param port 1 to 65535
   * @return a connected stream; closing it is up to the caller
   * @throws java.net.UnknownHostException if the name has no address
   * @throws java.net.ConnectException if no address answers; the cause is an {@link
   *     org.terzetto.ExceptionGroup} of what went wrong with each, in the order in which they
   *     failed
   * @throws IOException if the connected socket fails at once
   * @throws IllegalArgumentException if the host is blank or the port out of range
   * @throws org.terzetto.Cancelled if cancelled; every socket has been closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static SocketStream openTcpStream(String host, int port)
      throws IOException, InterruptedException {
    return openTcpStream(host, port, ConnectOptions.defaults());
  }

  /**
   * Connects to a host. The first attempt goes to the first address that the resolver names; the
   * next one begins as soon as it fails or has taken as long as the options say, and so on, while
   * earlier attempts go on. Whoever connects first wins, and the others are closed. The first
   * address of the other family, IPv4 or IPv6, is tried second.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param host a name or a numeric address
   * @param port 1 to 65535
   * @param options delay and local address
   * @return a connected stream; closing it is up to the caller
   * @throws java.net.UnknownHostException as {@link #openTcpStream(String, int)}
   * @throws java.net.ConnectException as {@link #openTcpStream(String, int)}
   * @throws IOException if the connected socket fails at once
   * @throws IllegalArgumentException if the host is blank or the port out of range
   * @throws org.terzetto.Cancelled if cancelled; every socket has been closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static SocketStream openTcpStream(String host, int port, ConnectOptions options)
      throws IOException, InterruptedException {
    requirePort(port, 1);
    Objects.requireNonNull(options, "options");
    String where = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    return HappyEyeballs.connect(
        where,
        addresses(host, port),
        options.happyEyeballsDelay(),
        new TcpDialer(options.localAddress()));
  }

  /**
   * Listens on all addresses of this machine.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param port 0 to 65535; 0 for a free one, see {@link SocketListener#port}
   * @return the listeners; closing them is up to the caller. One for IPv4 and IPv6 together: the
   *     JDK cannot have one for each on the same port
   * @throws IOException if the system refuses, for one because the port is in use
   * @throws IllegalArgumentException if the port is out of range
   * @throws org.terzetto.Cancelled if cancelled; nothing was opened
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static List<SocketListener> openTcpListeners(int port)
      throws IOException, InterruptedException {
    return openTcpListeners(port, null, MAX_BACKLOG);
  }

  /**
   * Listens on the addresses of a host.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param port 0 to 65535; 0 for a free one, a different one for each address
   * @param host a name or numeric address of this machine; null for all its addresses, see {@link
   *     #openTcpListeners(int)}
   * @param backlog how many connections the system may keep waiting to be accepted, 1 or more;
   *     {@link #MAX_BACKLOG} for as many as it can
   * @return the listeners, one per address; closing them is up to the caller
   * @throws java.net.UnknownHostException if the name has no address
   * @throws IOException if the system refuses one of the addresses, for one because the port is in
   *     use; nothing stays open. If this system has no address of the kinds that the host has, with
   *     an {@link org.terzetto.ExceptionGroup} as its cause
   * @throws IllegalArgumentException if port or backlog is out of range, or the host is blank
   * @throws org.terzetto.Cancelled if cancelled; nothing was opened
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static List<SocketListener> openTcpListeners(int port, @Nullable String host, int backlog)
      throws IOException, InterruptedException {
    requirePort(port, 0);
    TcpListening.requireBacklog(backlog);
    if (host == null) {
      Checkpoints.checkpoint();
      return List.of(TcpListening.openOnAll(port, backlog));
    }
    return TcpListening.openAll(
        addresses(host, port), address -> TcpListening.open(address, backlog));
  }

  /**
   * Serves on all addresses of this machine. See {@link #serveTcp(StreamHandler, int, ServeOptions,
   * TaskStatus)}.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param handler what to do with each connection
   * @param port 0 to 65535; 0 for a free one
   * @throws IOException as {@link #openTcpListeners(int, String, int)}
   * @throws org.terzetto.ExceptionGroup as {@link Servers#serveListeners}
   * @throws org.terzetto.Cancelled if cancelled; the handlers have ended, and all is closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void serveTcp(StreamHandler<? super SocketStream> handler, int port)
      throws IOException, InterruptedException {
    serveTcp(handler, port, ServeOptions.defaults(), TaskStatus.ignored());
  }

  /**
   * Like {@link #serveTcp(StreamHandler, int)}, with options.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param handler what to do with each connection
   * @param port 0 to 65535; 0 for a free one
   * @param options host, backlog, handler nursery
   * @throws IOException as {@link #openTcpListeners(int, String, int)}
   * @throws org.terzetto.ExceptionGroup as {@link Servers#serveListeners}
   * @throws org.terzetto.Cancelled if cancelled; all listeners are closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void serveTcp(
      StreamHandler<? super SocketStream> handler, int port, ServeOptions options)
      throws IOException, InterruptedException {
    serveTcp(handler, port, options, TaskStatus.ignored());
  }

  /**
   * Listens, and serves each connection in a task of its own; never returns normally. Begun with
   * {@link org.terzetto.Nursery#start} it reports its listeners once clients may connect:
   *
   * {@snippet :
   * List<SocketListener> listeners =
   *     nursery.start(status -> Tcp.serveTcp(handler, 0, ServeOptions.defaults(), status));
   * int port = listeners.getFirst().port();
   * }
   *
   * <p>{@link Servers#serveListeners} says more: how to stop, and what failures do.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param handler what to do with each connection
   * @param port 0 to 65535; 0 for a free one
   * @param options host, backlog, handler nursery
   * @param status told the listeners, once they listen
   * @throws IOException as {@link #openTcpListeners(int, String, int)}
   * @throws org.terzetto.ExceptionGroup as {@link Servers#serveListeners}
   * @throws org.terzetto.Cancelled if cancelled; all listeners are closed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public static void serveTcp(
      StreamHandler<? super SocketStream> handler,
      int port,
      ServeOptions options,
      TaskStatus<? super List<SocketListener>> status)
      throws IOException, InterruptedException {
    Servers.serveListeners(
        handler,
        openTcpListeners(port, options.host().orElse(null), options.backlog()),
        options,
        status);
  }

  private static List<InetSocketAddress> addresses(String host, int port)
      throws IOException, InterruptedException {
    List<InetAddress> addresses = Hosts.resolve(host);
    return addresses.stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  private static void requirePort(int port, int least) {
    if (port < least || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; it must be " + least + " to 65535");
    }
  }
}
