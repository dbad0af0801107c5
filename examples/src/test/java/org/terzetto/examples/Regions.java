package org.terzetto.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The marked regions of source files: {@code // tag::NAME[]} to {@code // end::NAME[]}. */
final class Regions {
  private Regions() {}

  /**
   * A region, as it stands in a document: moved to the left margin, without markers.
   *
   * @param origin the name of a class of the examples, or a path from the root of the tree; a
   *     space; and the name of the region
   */
  static List<String> region(String origin) throws IOException {
    String[] words = origin.split(" ", -1);
    if (words.length != 2) {
      throw new AssertionError("'" + origin + "' is not the name of a file and of a region in it");
    }
    return region(find(words[0]), words[1]);
  }

  private static List<String> region(Path file, String name) {
    List<String> region = new ArrayList<>();
    boolean inside = false;
    boolean found = false;
    for (String line : Documents.read(file)) {
      String text = line.strip();
      if (text.equals("// end::" + name + "[]")) {
        inside = false;
      } else if (text.equals("// tag::" + name + "[]")) {
        inside = true;
        found = true;
      } else if (inside && !text.startsWith("// tag::") && !text.startsWith("// end::")) {
        region.add(line);
      }
    }
    if (!found || inside) {
      throw new AssertionError("no region '" + name + "', or no end of it, in " + file);
    }
    return trimmed(region);
  }

  private static Path find(String file) throws IOException {
    if (file.contains("/")) {
      return Documents.ROOT.resolve(file);
    }
    try (Stream<Path> files = Files.walk(Documents.ROOT.resolve("examples/src"))) {
      return files
          .filter(path -> path.endsWith(file + ".java"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + file + ".java under examples/src"));
    }
  }

  private static List<String> trimmed(List<String> region) {
    int margin =
        region.stream()
            .filter(line -> !line.isBlank())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    String text =
        String.join("\n", region.stream().map(line -> line.isBlank() ? "" : line).toList());
    return text.lines()
        .map(line -> line.isEmpty() ? line : line.substring(margin))
        .collect(Collectors.joining("\n"))
        .strip()
        .lines()
        .toList();
  }
}
