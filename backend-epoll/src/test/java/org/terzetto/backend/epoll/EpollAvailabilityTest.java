package org.terzetto.backend.epoll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoBackendProvider;

/** What the backend needs, and what it says if that is missing: in a JVM of its own. */
class EpollAvailabilityTest {
  private static final String ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final String EXPORT = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

  /** Prints why there is no epoll, in one line. */
  static final class Main {
    public static void main(String[] args) {
      IO.println(new EpollBackendProvider().unavailableBecause().orElse("available"));
    }
  }

  @Test
  void provider_isPreferredToNioAndNamedForTheClassPath() throws Exception {
    String services = "/META-INF/services/" + IoBackendProvider.class.getName();
    try (InputStream file = EpollBackendProvider.class.getResourceAsStream(services)) {
      assertEquals(
          EpollBackendProvider.class.getName(), new String(file.readAllBytes(), UTF_8).strip());
    }
    IoBackendProvider provider = new EpollBackendProvider();
    assertEquals("epoll", provider.name());
    assertTrue(provider.priority() > 0);
    try (IoBackend opened = provider.open()) {
      assertEquals(Set.of(Capability.values()), opened.capabilities());
    }
  }

  @Test
  void everythingThere_isAvailable() throws Exception {
    assertEquals("available", ask(classPath("", ACCESS, EXPORT)));
  }

  @Test
  void noNativeAccess_isSaidWithTheFlagAndWithoutAWarningOfTheJvm() throws Exception {
    assertEquals(
        "no native access; start java with --enable-native-access=ALL-UNNAMED",
        ask(classPath("", EXPORT)));
  }

  @Test
  void noExport_isSaidWithTheFlag() throws Exception {
    String line = ask(classPath("", ACCESS));
    assertTrue(
        line.endsWith("start java with --add-exports java.base/sun.nio.ch=ALL-UNNAMED"), line);
  }

  @Test
  void noLibrary_isSaid() throws Exception {
    String line = ask(classPath("native-epoll", ACCESS, EXPORT));
    assertTrue(line.startsWith("Netty's native library for"), line);
    assertTrue(line.contains(System.getProperty("os.arch")), line);
  }

  @Test
  void noNetty_isSaid() throws Exception {
    String line = ask(classPath("netty", ACCESS, EXPORT));
    assertTrue(line.startsWith("the jars of Netty's epoll transport are not on the path"), line);
  }

  /** The path of this JVM without the jars whose name holds a word. */
  private static List<String> classPath(String without, String... flags) {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry ->
                without.isEmpty() || !Path.of(entry).getFileName().toString().contains(without))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> words = new ArrayList<>(List.of(flags));
    words.addAll(List.of("-cp", path, Main.class.getName()));
    return words;
  }

  private static String ask(List<String> words) throws Exception {
    List<String> command = new ArrayList<>(words);
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(java.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, java.waitFor(), output);
    assertEquals(1, output.lines().count(), output);
    return output;
  }
}
