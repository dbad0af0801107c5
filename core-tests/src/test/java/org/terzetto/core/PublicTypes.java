package org.terzetto.core;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.terzetto.Terzetto;
import org.terzetto.io.Tcp;
import org.terzetto.testing.MockClock;

/** The public types of all exported packages, found where their classes lie. */
final class PublicTypes {
  private static final String EXPORTED =
      "org/terzetto/((channel|guest|lowlevel|spi|sync|thread|io|testing|testing/net)/)?[A-Z][\\w$]*\\.class";

  private PublicTypes() {}

  static List<Class<?>> all() throws IOException, URISyntaxException, ClassNotFoundException {
    TreeSet<String> files = new TreeSet<>();
    for (Class<?> one : List.of(Terzetto.class, Tcp.class, MockClock.class)) {
      files.addAll(filesBeside(one));
    }
    List<Class<?>> types = new ArrayList<>();
    for (String file : files) {
      String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
      Class<?> type = Class.forName(name, false, PublicTypes.class.getClassLoader());
      if (isPublic(type)) {
        types.add(type);
      }
    }
    return types;
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  private static List<String> filesBeside(Class<?> one) throws IOException, URISyntaxException {
    Path place = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return filesBelow(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return filesBelow(jar.getPath("/"));
    }
  }

  private static List<String> filesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.matches(EXPORTED))
          .toList();
    }
  }
}
