package org.terzetto.io;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

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
   * A connection was accepted, and then could not be made a stream: the listener has done its part.
   * So mostly the system is short of what it takes to watch one more socket.
   */
  static final class NoStreamException extends IOException {
    private static final long serialVersionUID = 1L;

    NoStreamException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * EMFILE, ENFILE, ENOBUFS, ENOMEM, ENOSPC as Linux (glibc, musl), the BSDs, macOS and Windows say
   * them.
   */
  private static final List<String> EXHAUSTED =
      List.of(
          "too many open files",
          "too many open sockets",
          "no file descriptors available",
          "no buffer space available",
          "cannot allocate memory",
          "out of memory",
          "no space left on device"); // for watching sockets

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

  /**
   * Loads what will be needed when no file can be opened any more: these classes, and the time
   * zones, without which the JDK's logging fails, and would go on failing for ever after.
   */
  static void prepare() {
    Kind kind = classify(new NoStreamException(new IOException(EXHAUSTED.getFirst())));
    assert kind == Kind.EXHAUSTED;
    ZoneRules _ = ZoneId.systemDefault().getRules();
  }

  static Kind classify(IOException e) {
    return classify(e, AcceptErrors::textOfOpening);
  }

  /**
   * Like {@link #classify(IOException)}.
   *
   * @param textOfOpening what the system says when asked for one more socket; empty if it gives one
   */
  static Kind classify(IOException e, Supplier<String> textOfOpening) {
    String text = text(e);
    if (startsWithAny(text, EXHAUSTED)) {
      return Kind.EXHAUSTED;
    }
    if (startsWithAny(text, ONE_CONNECTION)) {
      return Kind.ONE_CONNECTION;
    }
    if (e instanceof NoStreamException) {
      return Kind.EXHAUSTED;
    }
    return !text.isEmpty() && text.equals(textOfOpening.get()) ? Kind.EXHAUSTED : Kind.OTHER;
  }

  private static String textOfOpening() {
    try {
      SocketChannel.open().close();
      return "";
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
