package org.terzetto.benchmarks.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The server in C, compiled where there is a compiler. */
final class CServer {
  private static final Path SOURCE = Path.of("benchmarks", "src", "main", "c", "echo.c");
  private static final Path BINARY = Path.of("benchmarks", "target", "echo").toAbsolutePath();

  private CServer() {}

  static List<String> command() throws IOException {
    if (!Files.exists(BINARY)
        || Files.getLastModifiedTime(BINARY).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
      compile();
    }
    return List.of(BINARY.toString());
  }

  private static void compile() throws IOException {
    Process compiler =
        new ProcessBuilder("cc", "-O2", "-o", BINARY.toString(), SOURCE.toString())
            .inheritIO()
            .start();
    try {
      if (compiler.waitFor() != 0) {
        throw new IOException("cc could not compile " + SOURCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while cc ran", e);
    }
  }
}
