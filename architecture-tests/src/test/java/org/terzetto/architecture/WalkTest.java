package org.terzetto.architecture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.terzetto.architecture.Violations.assertNone;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.Source;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/design} true: what its pages name must be there under that name. */
class WalkTest {
  private static final Pattern FILE = Pattern.compile("[\\w./-]+\\.java\\b");
  private static final Pattern PAGE = Pattern.compile("[\\w./-]+\\.md\\b");

  /** {@code Runner.beginPass}, or {@code java.lang.Thread.yield}. */
  private static final Pattern MEMBER =
      Pattern.compile("\\b((?:[a-z]\\w*\\.)*)([A-Z]\\w*)\\.([a-z]\\w*)");

  @Test
  void walk_namesFilesThatExist() {
    Set<String> files = filesNamedIn("walk.md");
    assertFalse(files.isEmpty());
    assertNone(
        files.stream().filter(f -> !Files.isRegularFile(SourceTree.ROOT.resolve(f))).toList());
  }

  @Test
  void walk_namesMembersOfClassesInItsFiles() {
    Set<String> sources =
        filesNamedIn("walk.md").stream()
            .map(file -> file.replaceFirst(".*/src/main/java/", ""))
            .collect(Collectors.toSet());
    assertNone(unknownMembers("walk.md", javaClass -> sources.contains(sourceOf(javaClass))));
  }

  @Test
  void overview_namesMembersOfOurClasses() {
    assertNone(unknownMembers("overview.md", javaClass -> true));
  }

  private static Set<String> filesNamedIn(String page) {
    return FILE.matcher(read(page))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> unknownMembers(String page, Predicate<JavaClass> counts) {
    Map<String, Set<String>> known = new HashMap<>();
    for (JavaClass javaClass : ProductClasses.ALL) {
      if (counts.test(javaClass)) {
        Set<String> members =
            known.computeIfAbsent(javaClass.getSimpleName(), name -> new HashSet<>());
        javaClass.getMembers().stream().map(JavaMember::getName).forEach(members::add);
      }
    }
    String text = PAGE.matcher(FILE.matcher(read(page)).replaceAll("")).replaceAll("");
    Set<String> unknown = new TreeSet<>();
    for (MatchResult named : MEMBER.matcher(text).results().toList()) {
      boolean there =
          named.group(1).isEmpty()
              ? known.getOrDefault(named.group(2), Set.of()).contains(named.group(3))
              : isInJdk(named.group(1) + named.group(2), named.group(3));
      if (!there) {
        unknown.add(page + " names " + named.group() + ", which is not there");
      }
    }
    return unknown;
  }

  private static boolean isInJdk(String className, String method) {
    try {
      return Arrays.stream(Class.forName(className).getMethods())
          .anyMatch(m -> m.getName().equals(method));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static String sourceOf(JavaClass javaClass) {
    String file = javaClass.getSource().flatMap(Source::getFileName).orElse("");
    return javaClass.getPackageName().replace('.', '/') + "/" + file;
  }

  private static String read(String page) {
    return SourceTree.read(SourceTree.ROOT.resolve("docs/design", page));
  }
}
