package org.terzetto.io;

import java.util.Objects;
import java.util.Optional;
import org.terzetto.Nursery;

/**
 * How a server serves. Immutable: each {@code with} method returns a changed copy.
 *
 * @param host the name or address to listen on, or empty for all addresses of this machine; for
 *     {@link Tcp#serveTcp} alone
 * @param backlog how many connections the system may keep waiting to be accepted; for {@link
 *     Tcp#serveTcp} alone
 * @param handlerNursery where the tasks of the connections live, or empty for a nursery of the
 *     server's own
 */
public record ServeOptions(Optional<String> host, int backlog, Optional<Nursery> handlerNursery) {
  /** Checks. */
  public ServeOptions {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(handlerNursery, "handlerNursery");
    TcpListening.requireBacklog(backlog);
  }

  /**
   * The options of {@link Tcp#serveTcp(StreamHandler, int)}.
   *
   * @return all addresses, the longest backlog, no handler nursery
   */
  public static ServeOptions defaults() {
    return new ServeOptions(Optional.empty(), Tcp.MAX_BACKLOG, Optional.empty());
  }

  /**
   * With a host to listen on.
   *
   * @param host a name or address of this machine, such as {@code localhost}
   * @return a copy
   */
  public ServeOptions withHost(String host) {
    return new ServeOptions(Optional.of(host), backlog, handlerNursery);
  }

  /**
   * With a limit of waiting connections.
   *
   * @param backlog 1 or more; the system has a limit of its own
   * @return a copy
   * @throws IllegalArgumentException if less than 1
   */
  public ServeOptions withBacklog(int backlog) {
    return new ServeOptions(host, backlog, handlerNursery);
  }

  /**
   * With a nursery for the tasks of the connections. They then go on when the server stops, and a
   * failing handler fails that nursery.
   *
   * @param nursery open as long as the server runs
   * @return a copy
   */
  public ServeOptions withHandlerNursery(Nursery nursery) {
    return new ServeOptions(host, backlog, Optional.of(nursery));
  }
}
