package org.terzetto.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the packaging must look like, kept as text files; {@code ./build goldens} writes them anew.
 */
final class Goldens {
  private static final Path FOLDER = Path.of("src/test/goldens");
  private static final boolean UPDATE =
      !System.getProperty("goldens.update", "false").equals("false");

  private Goldens() {}

  static void check(String file, String actual) throws IOException {
    Path golden = FOLDER.resolve(file);
    if (UPDATE) {
      Files.createDirectories(FOLDER);
      Files.writeString(golden, actual);
      return;
    }
    assertEquals(
        Files.exists(golden) ? Files.readString(golden) : "",
        actual,
        () ->
            golden
                + " differs; if that is meant to be, run ./build goldens and commit what it gives");
  }
}
