package org.terzetto.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks at the product's jars from outside, as those who put them on a path do. */
class JarsIT {
  static List<Path> productJars() {
    String classPath = System.getProperty("java.class.path");
    return Stream.of(classPath.split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> jar.getFileName().toString().matches("terzetto-.*\\.jar"))
        .toList();
  }

  @Test
  void productJars_areThere() {
    assertFalse(productJars().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("productJars")
  void jar_describesItsModule(Path jar) throws Exception {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jar");
    String description =
        Command.output(tool, "--describe-module", "--file", jar)
            .replaceAll("@\\S+ jar:\\S+", "")
            .lines()
            .map(String::stripTrailing)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n", "", "\n"));
    Goldens.check(moduleName(jar) + ".expected.txt", description);
  }

  @ParameterizedTest
  @MethodSource("productJars")
  void jar_isABundleNamedLikeItsModule(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      assertEquals(
          moduleName(jar), file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
    }
  }

  @ParameterizedTest
  @MethodSource("productJars")
  void jar_carriesItsLicense(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      assertFalse(file.getEntry("META-INF/LICENSE") == null, "no META-INF/LICENSE");
      assertFalse(file.getEntry("META-INF/NOTICE") == null, "no META-INF/NOTICE");
    }
  }

  private static String moduleName(Path jar) {
    return ModuleFinder.of(jar).findAll().iterator().next().descriptor().name();
  }
}
