package org.terzetto.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.terzetto.architecture.Statements.Statement;

/**
 * Holds the tests against the statements: as a table to read, and as problems that fail the build.
 */
record CoverageReport(Statements statements, CoverageScan scan) {

  /** What is wrong; empty if all is well. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, Set<String>> named : scan.placesByName().entrySet()) {
      if (!statements.byName().containsKey(named.getKey())) {
        problems.add(
            named.getValue()
                + " cover "
                + named.getKey()
                + ", which docs/semantics.md does not have");
      }
    }
    for (Statement statement : uncovered()) {
      if (statement.missing().isEmpty()
          && statements.finishedGroups().contains(statement.group())) {
        problems.add(
            statement.name()
                + " is in a finished group, but no test that ran covers it: "
                + statement.text());
      }
    }
    return problems;
  }

  /** The table, and below it what is left to do. */
  String markdown() {
    StringBuilder out = new StringBuilder("# Statements and their tests\n\n");
    List<Statement> uncovered = uncovered();
    long applying = all().stream().filter(Statement::applies).count();
    out.append(applying - uncovered.size()).append(" of ").append(applying);
    out.append(" statements that apply are covered by a test that ran; ");
    out.append(all().size() - applying).append(" do not apply. Finished groups: ");
    out.append(
        statements.finishedGroups().isEmpty()
            ? "none yet"
            : String.join(", ", statements.finishedGroups()));
    out.append(".\n\n| statement | group | tests |\n|---|---|---|\n");
    for (Statement statement : all()) {
      String tests = String.join(", ", scan.testsOf(statement.name()));
      if (!statement.applies()) {
        tests = "n/a: " + statement.notApplicable() + (tests.isEmpty() ? "" : "; " + tests);
      }
      out.append("| ").append(statement.name());
      out.append(" | ").append(statement.group());
      out.append(" | ").append(tests).append(" |\n");
    }
    out.append("\n## Without a test\n\n");
    for (Statement statement : uncovered) {
      out.append("- **")
          .append(statement.name())
          .append("** ")
          .append(statement.missing().isEmpty() ? "" : "(later: " + statement.missing() + ") ")
          .append(statement.text())
          .append('\n');
    }
    return out.toString();
  }

  private List<Statement> all() {
    return List.copyOf(statements.byName().values());
  }

  private List<Statement> uncovered() {
    return all().stream().filter(s -> s.applies() && scan.testsOf(s.name()).isEmpty()).toList();
  }
}
