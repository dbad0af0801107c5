package org.terzetto.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Jvm;
import org.terzetto.benchmarks.servers.Cores;

/** What to know about a run, to repeat it or to doubt it. */
final class Machine {
  private static final Pattern JAR = Pattern.compile("(.+?)-([0-9].*)\\.jar");

  /** The peers' names, by their jars. */
  private static final Map<String, String> PEERS =
      Map.of(
          "kotlin-stdlib", "Kotlin",
          "kotlinx-coroutines-core-jvm", "kotlinx.coroutines",
          "ktor-network-jvm", "ktor",
          "netty-transport", "Netty",
          "channels", "Jox");

  private Machine() {}

  static String conditions(List<String> arguments, Effort effort) {
    return """
    # Benchmarks

    Written by `./build bench %s`. How they are made: [README](../README.md). Ratios are
    medians of those within a round, not quotients of the medians beside them.

    | | |
    |---|---|
    """
            .formatted(String.join(" ", arguments))
        + row("processor", processor() + ", " + processors() + " cores")
        + row("servers", Cores.description())
        + row("memory", (memory() >> 20) + " MiB")
        + row("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        + row("Terzetto", firstLineOf("git", "describe", "--always", "--dirty"))
        + row(
            "JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"))
        + row("flags of every contender", "`" + Jvm.commonFlags() + "`")
        + row("peers", String.join(", ", peers()))
        + row("C compiler", firstLineOf("cc", "--version"))
        + row("rounds", rounds(effort));
  }

  private static String row(String name, String value) {
    return "| " + name + " | " + value + " |\n";
  }

  private static String rounds(Effort effort) {
    return "%d launches of each contender, each with %d rounds that count, after at least %d and %s s to warm up%s"
        .formatted(
            effort.launches(),
            effort.rounds(),
            effort.warmups(),
            effort.warmupMillis() / 1000.0,
            effort.quick() ? "; a tenth of the full size, for a look in passing" : "");
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.replaceFirst(".*:\\s*", ""))
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static long memory() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  private static Set<String> peers() {
    Set<String> peers = new TreeSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Matcher jar = JAR.matcher(new File(entry).getName());
      if (jar.matches() && PEERS.containsKey(jar.group(1))) {
        peers.add(PEERS.get(jar.group(1)) + " " + jar.group(2));
      }
    }
    return peers;
  }

  /** What a program says, or that there is none. */
  private static String firstLineOf(String... command) {
    try (BufferedReader lines =
        new ProcessBuilder(command).redirectError(Redirect.DISCARD).start().inputReader()) {
      return Objects.requireNonNullElse(lines.readLine(), "unknown");
    } catch (IOException e) {
      return "none";
    }
  }
}
