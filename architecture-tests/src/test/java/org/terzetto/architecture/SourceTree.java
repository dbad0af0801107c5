package org.terzetto.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The source tree this build runs in, with what the modules before this one have left in it. */
final class SourceTree {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  static final Path ROOT = Path.of(System.getProperty("terzetto.root", "..")).normalize();

  private SourceTree() {}

  /** The folders of all the reactor's modules, in the order of the parent pom. */
  static List<String> folders() {
    return MODULE.matcher(read(ROOT.resolve("pom.xml"))).results().map(m -> m.group(1)).toList();
  }

  /** The folders that hold a Java module, as against those that only test or package. */
  static List<String> moduleFolders() {
    return folders().stream()
        .filter(f -> Files.exists(ROOT.resolve(f, "src/main/java/module-info.java")))
        .toList();
  }

  static Path classes(String folder) {
    return ROOT.resolve(folder, "target/classes");
  }

  static Path testClasses(String folder) {
    return ROOT.resolve(folder, "target/test-classes");
  }

  static ModuleDescriptor descriptor(String folder) {
    return ModuleFinder.of(classes(folder)).findAll().iterator().next().descriptor();
  }

  /** All files of the tree under {@code start} whose name ends so, in a fixed order. */
  static List<Path> filesUnder(Path start, String ending) {
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(start)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
