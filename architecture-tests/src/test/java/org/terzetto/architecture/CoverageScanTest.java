package org.terzetto.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.terzetto.testing.Covers;

class CoverageScanTest {
  private static final String PACKAGE = "org.terzetto.architecture.";
  private static final String DOCUMENT =
      """
      Finished groups: FIN
      ## FIN. Finished
      - **FIN-1** First.
      - **FIN-2** Second.
      - **FIN-3** **[n/a: no Python here]** Third.
      ## OPN. Open
      - **OPN-1** Open.
      """;

  @TempDir Path target;
  private final CoverageScan scan = new CoverageScan();

  // Classes to be scanned; Surefire itself runs no nested classes.

  @Covers("OPN-1")
  abstract static class Contract {
    @Test
    @Covers({"FIN-1", "FIN-2"})
    void inherited() {}
  }

  static class Concrete extends Contract {
    @Test
    @Covers("FIN-9")
    void own() {}

    @Disabled
    @Test
    @Covers("OFF-1")
    void disabled() {}

    @Covers("OFF-2")
    void noTest() {}

    @ParameterizedTest
    @ValueSource(ints = 1)
    @Covers("PAR-1")
    void parameterized(int value) {}

    @Nested
    class Inner {
      @Test
      @Covers("INN-1")
      void inner() {}
    }
  }

  abstract static class NestedContract {
    @Nested
    class Part {
      @Test
      void inTheNest() {}
    }
  }

  @Covers("NST-1")
  static class Nester extends NestedContract {}

  @Covers("NST-2")
  static class NesterThatDidNotRun extends NestedContract {}

  @Disabled
  @Covers("OFF-3")
  static class Off {
    @Test
    void test() {}
  }

  @BeforeEach
  void scanTheClassesAbove() throws IOException {
    Path classes =
        SourceTree.testClasses("architecture-tests").resolve("org/terzetto/architecture");
    Path copies = Files.createDirectories(target.resolve("test-classes"));
    for (Path file : SourceTree.filesUnder(classes, ".class")) {
      if (file.getFileName().toString().startsWith("CoverageScanTest$")) {
        Files.copy(file, copies.resolve(file.getFileName()));
      }
    }
    String concrete = PACKAGE + "CoverageScanTest$Concrete";
    report(
        "surefire-reports-loop",
        testCase(concrete, "inherited", "")
            + testCase(concrete, "own", "<skipped/>")
            + testCase(concrete, "disabled", "")
            + testCase(concrete, "noTest", "")
            + testCase(concrete, "parameterized(int)[1]", "")
            + testCase(concrete + "$Inner", "inner", "")
            + testCase(PACKAGE + "CoverageScanTest$Off", "test", ""));
    report("surefire-reports-portable", testCase(concrete, "inherited", ""));
    String part = PACKAGE + "CoverageScanTest$NestedContract$Part";
    report(
        "surefire-reports", PACKAGE + "CoverageScanTest$Nester", testCase(part, "inTheNest", ""));
    scan.add(copies, ReportedTests.in(target));
  }

  @Test
  void inheritedTest_countsForTheClassThatRanIt() {
    assertEquals(Set.of("CoverageScanTest$Concrete.inherited"), scan.testsOf("FIN-1"));
    assertEquals(Set.of("CoverageScanTest$Concrete.inherited"), scan.testsOf("FIN-2"));
  }

  @Test
  void nameOnClass_countsForEachOfItsTests() {
    assertEquals(Set.of("CoverageScanTest$Concrete.inherited"), scan.testsOf("OPN-1"));
  }

  @Test
  void nestedAndParameterizedTests_count() {
    assertEquals(
        Set.of("CoverageScanTest$Concrete$Inner.inner (loop only)"), scan.testsOf("INN-1"));
    assertEquals(
        Set.of("CoverageScanTest$Concrete.parameterized (loop only)"), scan.testsOf("PAR-1"));
  }

  @Test
  void nestedTestsOfASuperclass_countForTheClassThatRanThem() {
    assertEquals(Set.of("CoverageScanTest$Nester"), scan.testsOf("NST-1"));
  }

  @Test
  void testThatDidNotRun_countsForNothing() {
    for (String statement : List.of("NST-2", "FIN-9", "OFF-1", "OFF-2", "OFF-3")) {
      assertEquals(Set.of(), scan.testsOf(statement), statement);
    }
  }

  @Test
  void report_namesUnknownStatements() {
    List<String> problems = report(DOCUMENT).problems();
    assertEquals(
        List.of("FIN-9", "INN-1", "NST-1", "NST-2", "OFF-1", "OFF-2", "OFF-3", "PAR-1"),
        problems.stream().map(p -> p.replaceFirst(".* cover ([A-Z]+-\\d+),.*", "$1")).toList());
  }

  @Test
  void report_namesUncoveredStatementsOfFinishedGroups() {
    String document =
        DOCUMENT.replace(
            "First.",
            """
            First.
            - **FIN-4** Nobody's.
            - **FIN-5** **[later: locks]** Not yet.
            - **FIN-9** Skipped.\
            """);
    List<String> problems =
        report(document).problems().stream().filter(p -> p.contains("finished group")).toList();
    assertEquals(
        List.of(
            "FIN-4 is in a finished group, but no test that ran covers it: Nobody's.",
            "FIN-9 is in a finished group, but no test that ran covers it: Skipped."),
        problems);
  }

  @Test
  void report_tellsAllInTheTable() {
    String markdown = report(DOCUMENT).markdown();
    assertEquals(
        """
        # Statements and their tests

        3 of 3 statements that apply are covered by a test that ran; 1 do not apply. Finished groups: FIN.

        | statement | group | tests |
        |---|---|---|
        | FIN-1 | FIN | CoverageScanTest$Concrete.inherited |
        | FIN-2 | FIN | CoverageScanTest$Concrete.inherited |
        | FIN-3 | FIN | n/a: no Python here |
        | OPN-1 | OPN | CoverageScanTest$Concrete.inherited |

        ## Without a test

        """,
        markdown);
  }

  private CoverageReport report(String document) {
    return new CoverageReport(Statements.parse(document), scan);
  }

  private void report(String folder, String testCases) throws IOException {
    report(folder, "x", testCases);
  }

  private void report(String folder, String suite, String testCases) throws IOException {
    Path file = Files.createDirectories(target.resolve(folder)).resolve("TEST-x.xml");
    Files.writeString(file, "<testsuite name='" + suite + "'>" + testCases + "</testsuite>");
  }

  private static String testCase(String className, String name, String content) {
    return "<testcase classname='%s' name='%s'>%s</testcase>".formatted(className, name, content);
  }
}
