package org.terzetto.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.annotation.Testable;
import org.terzetto.testing.Covers;

/** Finds which test covers which statement, by {@link Covers}, in compiled test classes. */
final class CoverageScan {
  private final Map<String, Set<String>> testsByStatement = new TreeMap<>();
  private final Map<String, Set<String>> placesByName = new TreeMap<>();

  /**
   * The tests that cover a statement and really ran; one that ran in one task mode only says so.
   */
  Set<String> testsOf(String statement) {
    return testsByStatement.getOrDefault(statement, Set.of());
  }

  /** Every statement named anywhere, run or not, with the classes that name it. */
  Map<String, Set<String>> placesByName() {
    return placesByName;
  }

  /** Adds what the classes under {@code testClasses} cover. */
  void add(Path testClasses, ReportedTests reported) {
    for (JavaClass javaClass : new ClassFileImporter().importPath(testClasses)) {
      noteNames(javaClass);
      if (!javaClass.getModifiers().contains(JavaModifier.ABSTRACT)
          && !javaClass.isInterface()
          && !isDisabled(javaClass)) {
        for (JavaMethod method : javaClass.getAllMethods()) {
          addTest(javaClass, method, reported);
        }
        addInheritedNest(javaClass, reported);
      }
    }
  }

  /**
   * A class may have no tests but those of nested classes that it inherits. They are reported in
   * its suite, under the names of their own.
   */
  private void addInheritedNest(JavaClass javaClass, ReportedTests reported) {
    Set<String> modes = reported.modesOf(javaClass.getName());
    if (!modes.isEmpty() && javaClass.getAllMethods().stream().noneMatch(CoverageScan::isTest)) {
      cover(namesOn(javaClass), simpleName(javaClass), modes);
    }
  }

  private static boolean isTest(JavaMethod method) {
    return method.isMetaAnnotatedWith(Testable.class);
  }

  private void addTest(JavaClass javaClass, JavaMethod method, ReportedTests reported) {
    if (!isTest(method)
        || method.isAnnotatedWith(Disabled.class)
        || isDisabled(method.getOwner())) {
      return;
    }
    Set<String> modes = reported.modesOf(javaClass.getName(), method.getName());
    if (modes.isEmpty()) {
      return;
    }
    Set<String> names = new TreeSet<>(namesOn(method));
    for (JavaClass owner : List.of(javaClass, method.getOwner())) {
      for (JavaClass enclosing : withEnclosing(owner)) {
        names.addAll(namesOn(enclosing));
      }
    }
    cover(names, simpleName(javaClass) + "." + method.getName(), modes);
  }

  private void cover(Collection<String> names, String test, Set<String> modes) {
    String only = modes.iterator().next();
    String shown = modes.size() > 1 || only.isEmpty() ? test : test + " (" + only + " only)";
    for (String name : names) {
      testsByStatement.computeIfAbsent(name, n -> new TreeSet<>()).add(shown);
    }
  }

  private static String simpleName(JavaClass javaClass) {
    return javaClass.getName().replaceFirst(".*\\.", "");
  }

  /** Contracts are inherited, perhaps from a module's main code: their names count as well. */
  private void noteNames(JavaClass javaClass) {
    note(javaClass, namesOn(javaClass));
    for (JavaMethod method : javaClass.getAllMethods()) {
      note(javaClass, namesOn(method));
    }
  }

  private void note(JavaClass javaClass, List<String> names) {
    for (String name : names) {
      placesByName.computeIfAbsent(name, n -> new TreeSet<>()).add(javaClass.getName());
    }
  }

  private static boolean isDisabled(JavaClass javaClass) {
    return withEnclosing(javaClass).stream().anyMatch(c -> c.isAnnotatedWith(Disabled.class));
  }

  private static List<JavaClass> withEnclosing(JavaClass javaClass) {
    List<JavaClass> classes = new ArrayList<>();
    for (Optional<JavaClass> c = Optional.of(javaClass);
        c.isPresent();
        c = c.get().getEnclosingClass()) {
      classes.add(c.get());
    }
    return classes;
  }

  private static List<String> namesOn(CanBeAnnotated element) {
    return switch (element) {
      case JavaClass c when c.isAnnotatedWith(Covers.class) ->
          List.of(c.getAnnotationOfType(Covers.class).value());
      case JavaMethod m when m.isAnnotatedWith(Covers.class) ->
          List.of(m.getAnnotationOfType(Covers.class).value());
      default -> List.of();
    };
  }
}
