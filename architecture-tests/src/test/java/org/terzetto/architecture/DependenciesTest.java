package org.terzetto.architecture;

import static org.terzetto.architecture.Violations.assertNone;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.terzetto.lowlevel.Tracer;

/** Holds the classes of all modules against {@link ModuleRules}. */
class DependenciesTest {
  /** Where output is the point: commands, examples, and the trace that one asks for by name. */
  private static final DescribedPredicate<JavaClass> MAY_PRINT =
      JavaClass.Predicates.resideInAnyPackage("org.terzetto.cli..", "org.terzetto.examples..")
          .or(JavaClass.Predicates.type(Tracer.class));

  private static final List<String> FOLDERS = SourceTree.moduleFolders();
  private static final JavaClasses CLASSES = ProductClasses.ALL;

  @Test
  void modules_knowOnlyWhatTheyMay() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass origin : CLASSES) {
      String from = ModuleRules.folderOf(origin.getPackageName(), FOLDERS);
      ModuleRules rules = ModuleRules.of(from);
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (!target.equals("org.terzetto") && !target.startsWith("org.terzetto.")) {
          continue;
        }
        String to = ModuleRules.folderOf(target, FOLDERS);
        if (!to.equals(from)
            && (!rules.mayUse().contains(to) || rules.neverSees().contains(target))) {
          violations.add(from + " must not see " + target + ": " + dependency.getDescription());
        }
      }
    }
    assertNone(violations);
  }

  /**
   * The packages of the api are audiences (users, authors of libraries, providers), not layers: a
   * nursery names its tasks, an instrument is told of them, the options take an instrument.
   */
  @Test
  void packages_haveNoCycles() {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                String name = javaClass.getPackageName();
                return SliceIdentifier.of(
                    ModuleRules.folderOf(name, FOLDERS).equals("api") ? "api" : name);
              }

              @Override
              public String getDescription() {
                return "each package, and the api as a whole";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  /** Locks, channels and thread calls are written as anybody could write them. */
  @Test
  void syncChannelAndThread_haveNoPrivateDoor() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(
            "org.terzetto.sync..", "org.terzetto.channel..", "org.terzetto.thread..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.terzetto.internal..", "org.terzetto.spi..")
        .check(CLASSES);
  }

  @Test
  void packages_areNullMarked() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass javaClass : CLASSES) {
      if (!javaClass.getPackageName().isEmpty()
          && !javaClass.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
        violations.add(javaClass.getPackageName() + " lacks a package-info with @NullMarked");
      }
    }
    assertNone(violations);
  }

  @Test
  void packages_startWithTheirModulesName() {
    Set<String> violations = new TreeSet<>();
    for (String folder : FOLDERS) {
      for (String name : SourceTree.descriptor(folder).packages()) {
        if (!ModuleRules.folderOf(name, FOLDERS).equals(folder)) {
          violations.add(name + " is in " + folder);
        }
      }
    }
    assertNone(violations);
  }

  @Test
  void standardStreams_areForCommandsAndExamples() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
        CLASSES.that(DescribedPredicate.not(MAY_PRINT)));
  }
}
