package org.terzetto.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What another JVM still holds on to, after a collection of its garbage.
 *
 * @param streams how many connections of ours
 * @param bytes how much in all
 */
record LiveHeap(long streams, long bytes) {
  static LiveHeap of(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), String.valueOf(pid), "GC.class_histogram").start();
    String histogram = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new LiveHeap(
        number(histogram, "org.terzetto.io.SocketStream ", 1), number(histogram, "Total ", 2));
  }

  /** From lines like {@code num: instances bytes class} and {@code Total instances bytes}. */
  private static long number(String histogram, String name, int word) {
    return histogram
        .lines()
        .filter(line -> (line.strip() + " ").contains(name))
        .map(line -> Long.parseLong(line.strip().split(" +")[word]))
        .findFirst()
        .orElse(0L);
  }
}
