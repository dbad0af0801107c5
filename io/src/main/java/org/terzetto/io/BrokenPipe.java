package org.terzetto.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a send found that the peer takes nothing more (EPIPE), which says nothing of what
 * the peer itself had sent. The JDK passes on the system's text and nothing else, in the language
 * that the system speaks: so the text is compared with what is said here of a pipe that nobody
 * reads.
 *
 * <p>Thread safety: safe for all threads.
 */
final class BrokenPipe {
  /** Where there is no pipe to be had to find it out. */
  private static final String IN_ENGLISH = "Broken pipe";

  /** Windows has no such error, and its pipes are sockets, whose failure would be another one. */
  private static final boolean EXISTS = !System.getProperty("os.name").startsWith("Windows");

  /** Null until it was found out. */
  private static volatile @Nullable String text;

  private BrokenPipe() {}

  static boolean isMeantBy(IOException failure) {
    return EXISTS && text().equals(failure.getMessage());
  }

  private static String text() {
    String known = text;
    if (known == null) {
      known = ask();
      text = known;
    }
    return known == null ? IN_ENGLISH : known;
  }

  private static @Nullable String ask() {
    try {
      Pipe pipe = Pipe.open();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        pipe.source().close();
        return textOfWriting(sink);
      }
    } catch (IOException e) {
      return null; // no descriptors left: next time, perhaps
    }
  }

  private static @Nullable String textOfWriting(Pipe.SinkChannel sink) {
    try {
      sink.write(ByteBuffer.allocate(1));
      return null;
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
