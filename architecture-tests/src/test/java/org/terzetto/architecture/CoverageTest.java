package org.terzetto.architecture;

import static org.terzetto.architecture.Violations.assertNone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares what the tests of all modules cover with {@code docs/semantics.md}, and writes {@code
 * target/statements.md}. Runs last, since it believes only tests that have run; its own module does
 * not count.
 */
class CoverageTest {
  @Test
  void statements_ofFinishedGroupsAreCovered() throws IOException {
    CoverageScan scan = new CoverageScan();
    for (String folder : SourceTree.folders()) {
      Path testClasses = SourceTree.testClasses(folder);
      if (Files.isDirectory(testClasses) && !folder.equals("architecture-tests")) {
        scan.add(testClasses, ReportedTests.in(SourceTree.ROOT.resolve(folder, "target")));
      }
    }
    String document = SourceTree.read(SourceTree.ROOT.resolve("docs/semantics.md"));
    CoverageReport report = new CoverageReport(Statements.parse(document), scan);
    Path file = SourceTree.ROOT.resolve("target/statements.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, report.markdown());
    assertNone(report.problems());
  }
}
