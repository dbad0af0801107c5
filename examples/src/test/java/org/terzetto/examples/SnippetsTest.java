package org.terzetto.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.terzetto.examples.Documents.Block;

/**
 * What the documents show is what the sources say. With {@code -Dsnippets.update} the regions are
 * copied into the documents first.
 */
class SnippetsTest {
  /** The outputs that other tests of this module hold against a program. */
  private static final Set<String> CHECKED_OUTPUTS =
      Set.of(
          "first-program",
          "plain-caller",
          "tasks-intro",
          "tasks-with-trace",
          "blocking-variant",
          "low-level-echo",
          "high-level-echo",
          "errors-in-tasks",
          "timeouts",
          "ctrl-c",
          "ctrl-c-end");

  @BeforeAll
  static void update() throws IOException {
    if (!System.getProperty("snippets.update", "false").equals("false")) {
      for (Path file : Documents.files()) {
        Files.write(file, updated(Documents.read(file)));
      }
    }
  }

  /** Blocks of Java become what their regions are; nothing else changes. */
  private static List<String> updated(List<String> lines) throws IOException {
    List<String> updated = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      updated.add(lines.get(i));
      Optional<String> region = Documents.regionAbove(lines, i);
      if (region.isPresent()) {
        updated.addAll(Regions.region(region.get()));
        i += lines.subList(i + 1, lines.size()).indexOf("```");
      }
    }
    return updated;
  }

  @TestFactory
  List<DynamicTest> javaBlocks_areRegionsOfCompiledFiles() throws IOException {
    return Documents.blocks().stream()
        .filter(block -> block.language().equals("java"))
        .map(block -> DynamicTest.dynamicTest(block.toString(), () -> assertIsRegion(block)))
        .toList();
  }

  @Test
  void blocks_withAnOrigin_areJavaIfAndOnlyIfRegions() throws IOException {
    for (Block block : Documents.blocks()) {
      assertEquals(block.language().equals("java"), block.kind().equals("region"), block::toString);
    }
  }

  @Test
  void outputs_areCheckedByTests() throws IOException {
    Set<String> shown =
        Documents.blocks().stream()
            .filter(block -> block.kind().equals("output"))
            .map(Block::origin)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(CHECKED_OUTPUTS), shown);
  }

  @Test
  void examples_areAllInTheTutorial() throws IOException {
    String tutorial =
        String.join("\n", Documents.read(Documents.ROOT.resolve("docs", "tutorial.md")));
    for (Examples.Example example : Examples.all()) {
      assertTrue(tutorial.contains("`" + example.name() + "`"), example.name());
    }
  }

  private static void assertIsRegion(Block block) throws IOException {
    assertEquals("region", block.kind(), block + " needs <!-- region: FILE NAME --> above it");
    assertEquals(
        String.join("\n", Regions.region(block.origin())),
        String.join("\n", block.lines()),
        () -> block + " differs from " + block.origin() + "; -Dsnippets.update copies the source");
  }
}
