package org.terzetto.benchmarks.race;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts and ends JVMs like the one that the harness runs in. */
public final class Jvm {
  /**
   * The same for everybody. The serial collector has no threads of its own, so that the CPU time of
   * a runtime is what it used itself. One carrier thread is what one loop thread compares with.
   */
  private static final List<String> COMMON =
      List.of(
          "-XX:+UseSerialGC",
          "-Djdk.virtualThreadScheduler.parallelism=1",
          "-Djdk.virtualThreadScheduler.maxPoolSize=1",
          "--enable-preview",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");

  private static final int SECONDS_TO_END = 10;

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

  /** Waits until a process that was told to end has done so, and kills it if it does not. */
  public static void end(Process process) throws IOException {
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("process " + process.pid() + " had to be killed");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The first line of what a process had to say, for a message. */
  public static String firstLineOf(File errors) throws IOException {
    return Files.readAllLines(errors.toPath()).stream()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("it said nothing");
  }
}
