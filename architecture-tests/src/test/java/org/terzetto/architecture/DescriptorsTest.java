package org.terzetto.architecture;

import static org.terzetto.architecture.Violations.assertNone;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the module descriptors against {@link ModuleRules}, and against their class-path twins. */
class DescriptorsTest {
  private static final List<String> FOLDERS = SourceTree.moduleFolders();

  @Test
  void module_isNamedLikeItsFolder() {
    Set<String> violations = new TreeSet<>();
    for (String folder : FOLDERS) {
      String expected =
          folder.equals("api") ? "org.terzetto" : "org.terzetto." + folder.replace('-', '.');
      String name = SourceTree.descriptor(folder).name();
      if (!name.equals(expected)) {
        violations.add(folder + " holds " + name + ", not " + expected);
      }
    }
    assertNone(violations);
  }

  @Test
  void module_requiresOnlyWhatItMay() {
    Set<String> violations = new TreeSet<>();
    for (String folder : FOLDERS) {
      ModuleRules rules = ModuleRules.of(folder);
      for (Requires requires : SourceTree.descriptor(folder).requires()) {
        String name = requires.name();
        boolean ours = name.equals("org.terzetto") || name.startsWith("org.terzetto.");
        boolean allowed =
            ours
                ? rules.mayUse().contains(ModuleRules.folderOf(name, FOLDERS))
                : !rules.bare()
                    || name.equals("java.base")
                    || requires.modifiers().contains(Requires.Modifier.STATIC);
        if (!allowed) {
          violations.add(folder + " must not require " + name);
        }
      }
    }
    assertNone(violations);
  }

  @Test
  void schedulerAndBackends_exportNothing() {
    Set<String> violations = new TreeSet<>();
    for (String folder : FOLDERS) {
      if ((folder.equals("scheduler") || folder.startsWith("backend-") && !folder.endsWith("-tck"))
          && !SourceTree.descriptor(folder).exports().isEmpty()) {
        violations.add(folder + " exports " + SourceTree.descriptor(folder).exports());
      }
    }
    assertNone(violations);
  }

  @Test
  void internalPackages_areExportedToTheSchedulerAlone() {
    Set<String> violations = new TreeSet<>();
    for (String folder : FOLDERS) {
      for (ModuleDescriptor.Exports exports : SourceTree.descriptor(folder).exports()) {
        if (exports.source().contains(".internal")
            && !exports.targets().equals(Set.of("org.terzetto.scheduler"))) {
          violations.add(folder + ": " + exports);
        }
      }
    }
    assertNone(violations);
  }

  /**
   * On the class path nobody reads descriptors, so each provider must be named in a file as well.
   */
  @Test
  void providers_areAlsoFoundOnTheClassPath() {
    Set<String> violations = new TreeSet<>();
    for (String folder : FOLDERS) {
      for (ModuleDescriptor.Provides provides : SourceTree.descriptor(folder).provides()) {
        Path file = SourceTree.classes(folder).resolve("META-INF/services", provides.service());
        Set<String> inFile =
            !Files.exists(file)
                ? Set.of()
                : SourceTree.read(file)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toSet());
        if (!inFile.equals(Set.copyOf(provides.providers()))) {
          violations.add(
              folder + ": module-info provides " + provides + ", META-INF/services says " + inFile);
        }
      }
    }
    assertNone(violations);
  }
}
