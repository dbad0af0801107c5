package org.terzetto.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The fenced blocks of {@code README.md} and of all that is under {@code docs}. The line before a
 * fence says where the block comes from: {@code <!-- region: FILE NAME -->} or {@code <!-- output:
 * NAME -->}.
 */
final class Documents {
  static final Path ROOT = Path.of("..");

  private static final Pattern ORIGIN = Pattern.compile("<!-- (region|output): (.+) -->");

  private Documents() {}

  /**
   * One block.
   *
   * @param document where it stands
   * @param line the line of its fence, from 1
   * @param language what stands behind the fence
   * @param kind {@code region}, {@code output}, or nothing
   * @param origin what stands behind the kind
   * @param lines what is between the fences
   */
  record Block(
      Path document, int line, String language, String kind, String origin, List<String> lines) {
    @Override
    public String toString() {
      return ROOT.relativize(document) + ":" + line;
    }
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    files().forEach(file -> blocks.addAll(blocks(file)));
    return blocks;
  }

  /** The origin of the block of Java whose fence is at {@code i}, if it is one and has one. */
  static Optional<String> regionAbove(List<String> lines, int i) {
    if (i == 0 || !lines.get(i).equals("```java")) {
      return Optional.empty();
    }
    Matcher origin = ORIGIN.matcher(lines.get(i - 1));
    return origin.matches() ? Optional.of(origin.group(2)) : Optional.empty();
  }

  /** The one block that shows the output of this name. */
  static List<String> output(String name) throws IOException {
    List<Block> found =
        blocks().stream()
            .filter(block -> block.kind().equals("output") && block.origin().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("not one block with '<!-- output: " + name + " -->' but " + found);
    }
    return found.getFirst().lines();
  }

  private static List<Block> blocks(Path file) {
    List<String> lines = read(file);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        int end = lines.subList(i + 1, lines.size()).indexOf("```") + i + 1;
        blocks.add(block(file, lines, i, end));
        i = end;
      }
    }
    return blocks;
  }

  private static Block block(Path file, List<String> lines, int start, int end) {
    Matcher origin = ORIGIN.matcher(start == 0 ? "" : lines.get(start - 1));
    boolean known = origin.matches();
    return new Block(
        file,
        start + 1,
        lines.get(start).substring(3),
        known ? origin.group(1) : "",
        known ? origin.group(2) : "",
        lines.subList(start + 1, end));
  }

  static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
