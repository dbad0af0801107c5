package org.terzetto.io;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program of the tests in a JVM of its own: in the task mode and on the backend of this one. */
final class ChildJvm {
  private ChildJvm() {}

  static List<String> command(Class<?> program, String... arguments) {
    List<String> java = new ArrayList<>();
    java.add(ProcessHandle.current().info().command().orElseThrow());
    java.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(a -> a.startsWith("-D") || a.startsWith("--"))
            .toList());
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("terzetto."))
        .map(name -> "-D" + name + "=" + System.getProperty(name))
        .forEach(java::add);
    java.add("-cp");
    java.add(System.getProperty("java.class.path"));
    java.add(program.getName());
    java.addAll(List.of(arguments));
    return java;
  }

  /** The same, started by a shell that does something else first. */
  static List<String> command(String shellCommand, Class<?> program, String... arguments) {
    String quoted =
        command(program, arguments).stream()
            .map(a -> "'" + a + "'")
            .collect(Collectors.joining(" "));
    return List.of("sh", "-c", shellCommand + " && exec " + quoted);
  }
}
