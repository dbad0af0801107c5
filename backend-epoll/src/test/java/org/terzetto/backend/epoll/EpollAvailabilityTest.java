package org.terzetto.backend.epoll;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.spi.IoBackend;
import org.terzetto.spi.IoBackend.Capability;
import org.terzetto.spi.IoBackendProvider;

/** What the backend needs, and what it says if that is missing: in a JVM of its own. */
class EpollAvailabilityTest {
  private static final String ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final String EXPORT = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

  private static final String TO_OPEN = "open";

  /** What Netty has only since 4.2. */
  private static final Pattern SINCE_4_2 =
      Pattern.compile("io/netty/(channel/IoHandler|channel/epoll/EpollIo|.*/ThreadAwareEx).*");

  /** Prints why there is no epoll, in one line; or what opening one brings. */
  static final class Main {
    public static void main(String[] args) {
      EpollBackendProvider provider = new EpollBackendProvider();
      String reason = provider.unavailableBecause().orElse("available");
      IO.println(List.of(args).contains(TO_OPEN) ? open(provider) : reason);
    }

    private static String open(IoBackendProvider provider) {
      try (IoBackend backend = provider.open()) {
        return "opened " + backend.statistics().backend();
      } catch (IOException e) {
        return e.getMessage();
      }
    }
  }

  /** Prints what opening brings while files are short, one more of them at each try. */
  static final class ShortOfFiles {
    public static void main(String[] args) throws IOException {
      IoBackendProvider provider = new EpollBackendProvider();
      List<String> tries = new ArrayList<>(List.of(Main.open(provider)));
      List<FileDescriptor> taken = takeAll();
      for (int free = 0; free < 3; free++) {
        tries.add(Main.open(provider));
        taken.removeLast().close();
      }
      tries.add(Main.open(provider));
      IO.println(String.join("; ", tries));
    }

    private static List<FileDescriptor> takeAll() {
      List<FileDescriptor> taken = new ArrayList<>();
      try {
        while (true) {
          taken.add(Native.newEventFd());
        }
      } catch (ChannelException e) {
        return taken;
      }
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

  /** An application may pin an older Netty for its own use. */
  @Test
  void agedNetty_isSaid(@TempDir Path directory) throws Exception {
    String path = agedPath(directory);
    String line = ask(List.of(ACCESS, EXPORT, "-cp", path, Main.class.getName()));
    assertEquals(
        "Netty 4.2 is needed, and io.netty.channel.IoHandler, which came with it, is not on the"
            + " path",
        line);
    assertEquals(line, ask(List.of(ACCESS, EXPORT, "-cp", path, Main.class.getName(), TO_OPEN)));
  }

  @Test
  void open_notAvailable_throwsTheReason() throws Exception {
    for (List<String> words :
        List.of(
            classPath("", ACCESS),
            classPath("native-epoll", ACCESS, EXPORT),
            classPath("netty", ACCESS, EXPORT))) {
      List<String> toOpen = new ArrayList<>(words);
      toOpen.add(TO_OPEN);
      assertEquals(ask(words), ask(toOpen));
    }
  }

  @Test
  void open_everythingThere_opens() throws Exception {
    List<String> words = classPath("", ACCESS, EXPORT);
    words.add(TO_OPEN);
    assertEquals("opened epoll", ask(words));
  }

  /** It needs three files, and must leave none behind if there is no third. */
  @Test
  void open_filesAreShort_throwsTheSystemsOwnText() throws Exception {
    List<String> words = classPath("", ACCESS, EXPORT);
    words.set(words.size() - 1, ShortOfFiles.class.getName());
    String refused = " failed: Too many open files; ";
    assertEquals(
        "opened epoll; epoll_create1()"
            + refused
            + "eventfd()"
            + refused
            + "timerfd_create()"
            + refused
            + "opened epoll",
        askWithFewFiles(words));
  }

  /** The path of this JVM with the jars of Netty as they were before 4.2. */
  private static String agedPath(Path directory) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      entries.add(
          jar.getFileName().toString().startsWith("netty")
              ? aged(jar, directory.resolve(jar.getFileName())).toString()
              : entry);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path aged(Path jar, Path copy) throws IOException {
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        if (!SINCE_4_2.matcher(entry.getName()).matches()) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.getInputStream(entry).transferTo(to);
        }
      }
    }
    return copy;
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
    return answerOf(javaWith(words));
  }

  private static String askWithFewFiles(List<String> words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n 200; exec \"$0\" \"$@\""));
    command.addAll(javaWith(words));
    return answerOf(command);
  }

  private static List<String> javaWith(List<String> words) {
    List<String> command = new ArrayList<>(words);
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return command;
  }

  private static String answerOf(List<String> command) throws Exception {
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(java.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, java.waitFor(), output);
    assertEquals(1, output.lines().count(), output);
    return output;
  }
}
