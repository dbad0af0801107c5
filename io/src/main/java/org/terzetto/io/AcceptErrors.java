package org.terzetto.io;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a failed accept means. The JDK passes on the system's text and nothing else, so this goes by
 * text. That text is translated where the system speaks another language; running out of
 * descriptors, which must not stop a server, is then recognised by trying to open one.
 */
final class AcceptErrors {
  /** Whom a failure concerns. */
  enum Kind {
    /** The connection that was to be accepted; the next one is fine. */
    ONE_CONNECTION,
    /** The system is short of descriptors or memory; later it may not be. */
    EXHAUSTED,
    /** The listener itself. */
    OTHER
  }

  /**
   * EMFILE, ENFILE, ENOBUFS, ENOMEM as Linux (glibc, musl), the BSDs, macOS and Windows say them.
   */
  private static final List<String> EXHAUSTED =
      List.of(
          "too many open files",
          "too many open sockets",
          "no file descriptors available",
          "no buffer space available",
          "cannot allocate memory",
          "out of memory");

  /** What accept(2) passes on from a connection that failed while it waited in the queue. */
  private static final List<String> ONE_CONNECTION =
      List.of(
          "software caused connection abort", // ECONNABORTED
          "connection aborted",
          "connection reset", // ECONNRESET
          "protocol error", // EPROTO
          "protocol not available", // ENOPROTOOPT
          "protocol not supported", // EPROTONOSUPPORT
          "socket type not supported", // ESOCKTNOSUPPORT
          "operation not supported", // EOPNOTSUPP
          "operation not permitted", // EPERM: a firewall rule
          "network is down", // ENETDOWN
          "network is unreachable", // ENETUNREACH
          "network unreachable",
          "host is down", // EHOSTDOWN
          "no route to host", // EHOSTUNREACH
          "host is unreachable",
          "machine is not on the network", // ENONET
          "connection timed out", // ETIMEDOUT
          "operation timed out");

  private AcceptErrors() {}

  static Kind classify(IOException e) {
    String text = text(e);
    if (startsWithAny(text, EXHAUSTED)) {
      return Kind.EXHAUSTED;
    }
    if (startsWithAny(text, ONE_CONNECTION)) {
      return Kind.ONE_CONNECTION;
    }
    return !text.isEmpty() && text.equals(textOfOpening()) ? Kind.EXHAUSTED : Kind.OTHER;
  }

  /** What the system says when asked for one more socket; null if it gives one. */
  private static @Nullable String textOfOpening() {
    try {
      SocketChannel.open().close();
      return null;
    } catch (IOException e) {
      return text(e);
    }
  }

  private static String text(IOException e) {
    return e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
  }

  private static boolean startsWithAny(String text, List<String> beginnings) {
    return beginnings.stream().anyMatch(text::startsWith);
  }
}
