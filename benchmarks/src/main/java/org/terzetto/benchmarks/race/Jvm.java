package org.terzetto.benchmarks.race;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of JVMs like the one that the harness runs in. */
public final class Jvm {
  /**
   * The same for everybody. The serial collector has no threads of its own, so that the CPU time of
   * a runtime is what it used itself; without a dead ratio it leaves no garbage behind that would
   * be taken for live. One carrier thread is what one loop thread compares with.
   */
  private static final List<String> COMMON =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:MarkSweepDeadRatio=0",
          "-Djdk.virtualThreadScheduler.parallelism=1",
          "-Djdk.virtualThreadScheduler.maxPoolSize=1",
          "--enable-preview",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

  private Jvm() {}

  /** The command that runs a class on our class path. */
  public static List<String> command(List<String> jvmArgs, Class<?> main, String... args) {
    return command(jvmArgs, main.getName(), args);
  }

  /** The same for a class in Kotlin, which our classes know by name only. */
  public static List<String> command(List<String> jvmArgs, String main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(COMMON);
    command.addAll(jvmArgs);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(args));
    return command;
  }

  /** The flags that everybody has, for the report. */
  public static String commonFlags() {
    return String.join(" ", COMMON);
  }
}
