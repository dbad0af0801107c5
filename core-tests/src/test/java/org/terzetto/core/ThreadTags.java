package org.terzetto.core;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Javadoc of the sources says, by {@code @thread}, about who may call a method. */
final class ThreadTags {
  private static final Pattern TAG = Pattern.compile("\\* @thread (.*)");

  /** The declaration behind a comment: its name, and whether it has parameters. */
  private static final Pattern DECLARATION = Pattern.compile("^ +(?![*/@])[^(]*?(\\w+\\(\\)?)");

  private final Map<String, Set<String>> tags = new HashMap<>();

  /**
   * The tags of a method; those of all its overloads if it has parameters. Empty if it has none, or
   * is not declared there.
   */
  Set<String> of(Class<?> type, Executable method) throws IOException {
    if (!tags.containsKey(type.getName())) {
      tags.put(type.getName(), Set.of());
      read(type);
    }
    String name = type.getName() + "." + method.getName();
    return tags.getOrDefault(name + (method.getParameterCount() == 0 ? "()" : "("), Set.of());
  }

  private void read(Class<?> type) throws IOException {
    String tag = null;
    for (String line : source(type)) {
      Matcher tagged = TAG.matcher(line);
      Matcher declared = DECLARATION.matcher(line);
      if (tagged.find()) {
        tag = tagged.group(1).replaceAll(";.*", "");
      } else if (tag != null && declared.find()) {
        tags.computeIfAbsent(type.getName() + "." + declared.group(1), name -> new HashSet<>())
            .add(tag);
        tag = null;
      }
    }
  }

  private static List<String> source(Class<?> type) throws IOException {
    Path file = Path.of("src/main/java", type.getName().replaceAll("\\$.*", "").replace('.', '/'));
    for (String module : List.of("api", "io", "testing")) {
      for (Path top : List.of(Path.of(".."), Path.of("."))) {
        Path source = top.resolve(module).resolve(file + ".java");
        if (Files.exists(source)) {
          return Files.readAllLines(source);
        }
      }
    }
    return List.of();
  }
}
