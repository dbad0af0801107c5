package org.terzetto.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Uses the runtime image as those who have nothing else. */
class ImageIT {
  private static final Path IMAGE = Path.of("target/image").toAbsolutePath();

  @Test
  void modules_areTheExpectedOnes() throws Exception {
    String modules =
        Command.output(IMAGE.resolve("bin/java"), "--list-modules")
            .lines()
            .map(line -> line.replaceFirst("@.*", "").replaceFirst("linux\\..*", "linux.CPU"))
            .collect(Collectors.joining("\n", "", "\n"));
    Goldens.check("modules.expected.txt", modules);
  }

  @Test
  void command_saysItsVersion() throws Exception {
    assertVersion(Command.output(IMAGE.resolve("bin/terzetto"), "--version"));
  }

  @Test
  void command_runsThroughLinks() throws Exception {
    Path first = link("first", IMAGE.resolve("bin/terzetto"));
    Path second = link("second", first.getFileName());
    assertVersion(Command.output(second, "--version"));
  }

  /** Else each start would be slower by half a second, and nobody would be told. */
  @Test
  void cache_fitsTheImage() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(IMAGE.resolve("bin/terzetto").toString(), "--version");
    builder.environment().put("TERZETTO_JAVA_OPTS", "-XX:AOTMode=on");
    assertEquals(0, builder.redirectErrorStream(true).start().waitFor());
  }

  /** The flag is baked in: a program on the image's JVM needs none to run in loop mode. */
  @Test
  void javaLang_isOpenToTheScheduler() throws Exception {
    String flags =
        Command.output(
            IMAGE.resolve("bin/java"), "-XshowSettings:all", "-Xlog:arguments", "--version");
    assertTrue(flags.contains("--add-opens=java.base/java.lang=org.terzetto.scheduler"), flags);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void epoll_isAvailableAndChosenWithoutAWarning() throws Exception {
    String backends = Command.output(IMAGE.resolve("bin/terzetto"), "backends");
    assertTrue(backends.lines().anyMatch(line -> line.matches("epoll +100 +yes +yes")), backends);
    assertTrue(backends.lines().anyMatch(line -> line.matches("nio +0 +no +yes")), backends);
    assertFalse(backends.contains("WARNING"), backends);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void epoll_isNotAvailable_saysWhyInOneLineAndNioIsChosen() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(IMAGE.resolve("bin/terzetto").toString(), "backends");
    builder.environment().put("TERZETTO_JAVA_OPTS", "-Dio.netty.transport.noNative=true");
    String backends = Command.output(builder);
    assertTrue(
        backends.lines().anyMatch(line -> line.matches("epoll +100 +no +no: .*noNative.*")),
        backends);
    assertTrue(backends.lines().anyMatch(line -> line.matches("nio +0 +yes +yes")), backends);
    assertEquals(3, backends.lines().count(), backends);
  }

  @Test
  void argfiles_areTakenByAnOrdinaryJdk() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String output =
        Command.output(java, "@" + IMAGE.resolve("terzetto-classpath.argfile"), "--version");
    assertTrue(!output.contains("WARNING"), output);
  }

  private static Path link(String name, Path target) throws IOException {
    Path link = IMAGE.resolveSibling("link-" + name);
    Files.deleteIfExists(link);
    return Files.createSymbolicLink(link, target);
  }

  private static void assertVersion(String output) throws IOException {
    assertTrue(output.startsWith("terzetto "), output);
    assertEquals(1, output.lines().count(), output);
  }
}
