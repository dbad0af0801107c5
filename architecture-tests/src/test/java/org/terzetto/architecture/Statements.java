package org.terzetto.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements of {@code docs/semantics.md}, with the groups that claim to be finished.
 *
 * @param byName every statement under its name, in the document's order
 * @param finishedGroups the groups in which each statement must have a test
 */
record Statements(Map<String, Statement> byName, Set<String> finishedGroups) {
  // - **RUN-1** **[seed]** text; the marks are optional. In a table: | RUN-1 | origin | text |.
  private static final String NAME = "(?<name>(?<group>[A-Z]+)-\\d+)";
  private static final String MARKED_TEXT = "(?<marks>(?: \\*\\*\\[[^]]*]\\*\\*)*) (?<text>.+)";
  private static final Pattern STATEMENT =
      Pattern.compile("- \\*\\*" + NAME + "\\*\\*" + MARKED_TEXT);
  private static final Pattern ROW =
      Pattern.compile("\\| " + NAME + " \\| [^|]+ \\|" + MARKED_TEXT + " \\|");
  private static final Pattern MARK = Pattern.compile("\\*\\*\\[([^]]*)]\\*\\*");
  private static final Pattern GROUP = Pattern.compile("## (?:Appendix )?([A-Z]+)\\. .*");
  private static final Pattern LOOKS_LIKE_STATEMENT =
      Pattern.compile("\\s*(?:[-*] \\*\\*|\\| )[A-Z]+-.*");
  private static final String FINISHED = "Finished groups:";
  private static final String SEED = "**[seed]**";
  private static final String NOT_APPLICABLE = "n/a:";
  private static final String LATER = "later:";

  /**
   * One promise about our behaviour.
   *
   * @param seed whether the tutorial that Trio began with says it, all or in part
   * @param notApplicable why it does not hold for us, or empty if it does
   * @param missing what must be there before it can be tested, or empty if all is there
   */
  record Statement(
      String name, String group, String notApplicable, String missing, boolean seed, String text) {
    boolean applies() {
      return notApplicable.isEmpty();
    }
  }

  /**
   * Reads the document.
   *
   * @throws IllegalArgumentException if a line that looks like a statement is not one, or stands in
   *     another group, or comes twice; or if the finished groups are missing or unknown
   */
  static Statements parse(String document) {
    Map<String, Statement> byName = new LinkedHashMap<>();
    Set<String> groups = new LinkedHashSet<>();
    List<String> finishedLines = new ArrayList<>();
    String group = "";
    for (String line : document.lines().toList()) {
      Matcher heading = GROUP.matcher(line);
      if (heading.matches()) {
        group = heading.group(1);
        groups.add(group);
      } else if (line.startsWith(FINISHED)) {
        finishedLines.add(line.substring(FINISHED.length()).strip());
      } else if (LOOKS_LIKE_STATEMENT.matcher(line).matches()) {
        Statement statement = parseStatement(line);
        require(statement.group().equals(group), "stands in another group", line);
        require(byName.put(statement.name(), statement) == null, "comes twice", line);
      }
    }
    require(finishedLines.size() == 1, "must be there once", "Finished groups: ...");
    return new Statements(byName, parseFinished(finishedLines.getFirst(), groups));
  }

  private static Statement parseStatement(String line) {
    Matcher matcher = (line.startsWith("|") ? ROW : STATEMENT).matcher(line);
    require(matcher.matches(), "is no statement", line);
    String notApplicable = "";
    String missing = "";
    for (String mark :
        MARK.matcher(matcher.group("marks")).results().map(m -> m.group(1)).toList()) {
      if (mark.startsWith(NOT_APPLICABLE)) {
        notApplicable = mark.substring(NOT_APPLICABLE.length()).strip();
        require(!notApplicable.isEmpty(), "does not say why it is n/a", line);
      } else if (mark.startsWith(LATER)) {
        missing = mark.substring(LATER.length()).strip();
        require(!missing.isEmpty(), "does not say what is missing", line);
      } else {
        require(mark.equals("seed"), "has an unknown mark", line);
      }
    }
    return new Statement(
        matcher.group("name"),
        matcher.group("group"),
        notApplicable,
        missing,
        line.contains(SEED),
        matcher.group("text"));
  }

  private static Set<String> parseFinished(String line, Set<String> groups) {
    if (line.equals("none yet")) {
      return Set.of();
    }
    Set<String> finished = new LinkedHashSet<>(List.of(line.split("[,\\s]+")));
    for (String name : finished) {
      require(groups.contains(name), "is no group", name);
    }
    return finished;
  }

  private static void require(boolean condition, String problem, String where) {
    if (!condition) {
      throw new IllegalArgumentException("docs/semantics.md: " + problem + ": " + where);
    }
  }
}
