package org.terzetto.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.terzetto.io.AcceptErrors.Kind.EXHAUSTED;
import static org.terzetto.io.AcceptErrors.Kind.ONE_CONNECTION;
import static org.terzetto.io.AcceptErrors.Kind.OTHER;

import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.testing.Covers;

/** The texts of systems, one by one. */
class AcceptErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Too many open files",
        "Too many open files in system",
        "No file descriptors available",
        "No buffer space available",
        "No buffer space available (maximum connections reached?)",
        "Cannot allocate memory",
        "Out of memory",
        "No space left on device"
      })
  @Covers("LIS-4")
  void classify_shortOfResources(String text) {
    assertEquals(EXHAUSTED, AcceptErrors.classify(new IOException(text)));
    assertEquals(EXHAUSTED, AcceptErrors.classify(new SocketException(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Software caused connection abort",
        "Connection reset by peer",
        "Connection reset",
        "Protocol error",
        "Operation not permitted",
        "Network is unreachable",
        "No route to host",
        "Host is down",
        "Connection timed out"
      })
  @Covers("LIS-2")
  void classify_concerningOneConnection(String text) {
    assertEquals(ONE_CONNECTION, AcceptErrors.classify(new IOException(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bad file descriptor", "Invalid argument", "Permission denied", ""})
  @Covers("LIS-2")
  void classify_theRest(String text) {
    assertEquals(OTHER, AcceptErrors.classify(new IOException(text)));
    assertEquals(OTHER, AcceptErrors.classify(new IOException((String) null)));
  }

  @Test
  @Covers("LIS-4")
  void classify_translatedText_isRecognisedByTrying() {
    IOException german = new IOException("Zu viele offene Dateien");
    assertEquals(EXHAUSTED, AcceptErrors.classify(german, () -> "zu viele offene dateien"));
    assertEquals(OTHER, AcceptErrors.classify(german, () -> "etwas anderes"));
    assertEquals(OTHER, AcceptErrors.classify(german, () -> ""));
    assertEquals(OTHER, AcceptErrors.classify(new IOException(""), () -> ""));
  }
}
