package org.terzetto.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.terzetto.benchmarks.race.Effort;
import org.terzetto.benchmarks.race.Jvm;

/** What to know about a run, to repeat it or to doubt it. */
final class Machine {
  private static final Pattern PEER =
      Pattern.compile(
          "(kotlin-stdlib|kotlinx-coroutines-core-jvm|channels|netty-transport"
              + "|netty-transport-classes-epoll|ktor-network-jvm|jmh-core)-([0-9][^/]*)\\.jar");

  private Machine() {}

  static String conditions(List<String> arguments, Effort effort) {
    return """
    # Benchmarks

    Written by `./build bench %s`. How they are made: [README](../README.md).

    | | |
    |---|---|
    | processor | %s, %d cores |
    | memory | %d MiB |
    | system | %s %s |
    | JVM | %s |
    | flags of every contender | `%s` |
    | peers | %s |
    | rounds | %d that count, after %d to warm up%s |
    """
        .formatted(
            String.join(" ", arguments),
            processor(),
            Runtime.getRuntime().availableProcessors(),
            memory() >> 20,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            Jvm.commonFlags(),
            String.join(", ", peers()),
            effort.rounds(),
            effort.warmups(),
            effort.quick() ? "; a tenth of the full size, for a look in passing" : "");
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
    PEER.matcher(System.getProperty("java.class.path"))
        .results()
        .forEach(found -> peers.add(found.group(1) + " " + found.group(2)));
    return peers;
  }
}
