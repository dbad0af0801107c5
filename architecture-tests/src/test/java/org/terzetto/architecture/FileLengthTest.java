package org.terzetto.architecture;

import static org.terzetto.architecture.Violations.assertNone;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One file, one idea: a long file holds several. A test class may list more cases of its one. */
class FileLengthTest {
  private static final long LIMIT = 500;
  private static final long TEST_LIMIT = 800;

  @Test
  void files_areShort() {
    Set<String> violations = new TreeSet<>();
    for (String folder : SourceTree.folders()) {
      for (Path file : SourceTree.filesUnder(SourceTree.ROOT.resolve(folder, "src"), ".java")) {
        long lines = SourceTree.read(file).lines().count();
        long limit = folder.endsWith("-tests") ? TEST_LIMIT : LIMIT;
        if (lines > limit) {
          violations.add(file + " has " + lines + " lines, the limit is " + limit);
        }
      }
    }
    assertNone(violations);
  }
}
