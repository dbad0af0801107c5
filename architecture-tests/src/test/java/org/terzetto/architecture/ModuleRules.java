package org.terzetto.architecture;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who may know whom, by folder. Dependencies flow one way; the scheduler and the backends meet only
 * in {@code org.terzetto.spi}.
 *
 * @param mayUse the modules, by folder, that this one may depend on
 * @param neverSees packages of those modules that are none of this one's business
 * @param bare whether it may require nothing but {@code java.base} and those modules
 */
record ModuleRules(Set<String> mayUse, Set<String> neverSees, boolean bare) {
  private static final String API = "org.terzetto";
  private static final String LOWLEVEL = "org.terzetto.lowlevel";
  private static final String SPI = "org.terzetto.spi";
  private static final String INTERNAL = "org.terzetto.internal";

  private static final Map<String, ModuleRules> RULES =
      Map.of(
          "api", new ModuleRules(Set.of(), Set.of(), true),
          "scheduler", new ModuleRules(Set.of("api"), Set.of(), true),
          "backend-nio", backend(true),
          "backend-epoll", backend(false),
          "backend-tck", backend(false),
          "io", new ModuleRules(Set.of("api"), Set.of(SPI, INTERNAL), false),
          "testing", new ModuleRules(Set.of("api", "io"), Set.of(INTERNAL), false),
          "cli", new ModuleRules(Set.of("api", "io", "examples"), Set.of(INTERNAL), false),
          "examples", new ModuleRules(Set.of("api", "io", "testing"), Set.of(INTERNAL), false));

  private static ModuleRules backend(boolean bare) {
    return new ModuleRules(Set.of("api"), Set.of(API, LOWLEVEL, INTERNAL), bare);
  }

  /**
   * The rules for a folder; a new module has to be entered above before it may have dependencies.
   */
  static ModuleRules of(String folder) {
    ModuleRules rules = RULES.get(folder);
    if (rules == null) {
      throw new AssertionError(
          "No rules for the module in '" + folder + "': enter it in ModuleRules");
    }
    return rules;
  }

  /** Which folder's module a package belongs to: a module is named like its root package. */
  static String folderOf(String packageName, List<String> moduleFolders) {
    String found = "api";
    for (String folder : moduleFolders) {
      String root = "org.terzetto." + folder.replace('-', '.');
      if (packageName.equals(root) || packageName.startsWith(root + ".")) {
        found = folder;
      }
    }
    return found;
  }
}
