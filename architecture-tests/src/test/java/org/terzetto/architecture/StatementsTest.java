package org.terzetto.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.terzetto.architecture.Statements.Statement;

class StatementsTest {
  private static final String FINISHED = "Finished groups: none yet\n";

  /** The document counts itself in its introduction; what we read must agree with that. */
  @Test
  void document_hasAsManyStatementsAsItSays() {
    String document = SourceTree.read(SourceTree.ROOT.resolve("docs/semantics.md"));
    Matcher said =
        Pattern.compile("(\\d+) statements, (\\d+) of them marked \\[seed]").matcher(document);
    assertTrue(said.find());
    List<Statement> statements = List.copyOf(Statements.parse(document).byName().values());
    assertEquals(Integer.parseInt(said.group(1)), statements.size());
    assertEquals(
        Integer.parseInt(said.group(2)), statements.stream().filter(Statement::seed).count());
  }

  @Test
  void document_hasAsManyStatementsInEachGroupAsItSays() {
    String document = SourceTree.read(SourceTree.ROOT.resolve("docs/semantics.md"));
    Map<String, Long> said = new TreeMap<>();
    String groups = document.lines().filter(l -> l.contains(" Groups: ")).findFirst().orElseThrow();
    for (MatchResult group :
        Pattern.compile("([A-Z]+) [^;]*? \\((\\d+)\\)[;.]").matcher(groups).results().toList()) {
      said.put(group.group(1), Long.valueOf(group.group(2)));
    }
    Map<String, Long> found =
        Statements.parse(document).byName().values().stream()
            .collect(Collectors.groupingBy(Statement::group, TreeMap::new, Collectors.counting()));
    assertEquals(said, found);
  }

  @Test
  void parse_marks() {
    Statements statements =
        Statements.parse(
            """
            Finished groups: RUN, TOK
            ## RUN. Run
            - **RUN-1** **[seed]** It runs.
            - **RUN-2** **[n/a: Python only]** **[seed]** Generators.
            ## TOK. Token
            - **TOK-1** **[later: locks]** A token.
            - **TOK-2** Half (**[seed]** so).
            ## Appendix C. Scenarios
            | name | Trio test | checks |
            |---|---|---|
            | C-1 | `test_a` | a comes before b |
            | C-2 | `test_b` | **[later: c]** b comes before c |
            """);
    assertEquals(
        List.of(
            new Statement("RUN-1", "RUN", "", "", true, "It runs."),
            new Statement("RUN-2", "RUN", "Python only", "", true, "Generators."),
            new Statement("TOK-1", "TOK", "", "locks", false, "A token."),
            new Statement("TOK-2", "TOK", "", "", true, "Half (**[seed]** so)."),
            new Statement("C-1", "C", "", "", false, "a comes before b"),
            new Statement("C-2", "C", "", "c", false, "b comes before c")),
        List.copyOf(statements.byName().values()));
    assertEquals(Set.of("RUN", "TOK"), statements.finishedGroups());
  }

  @Test
  void parse_mistakes_areRejected() {
    assertMistake("## RUN. Run\n- **RUN-1** It runs.\n");
    assertMistake(FINISHED + FINISHED);
    assertMistake("Finished groups: XYZ\n## RUN. Run\n- **RUN-1** It runs.\n");
    assertMistake(FINISHED + "## RUN. Run\n- **RUN-1** It runs.\n- **RUN-1** Again.\n");
    assertMistake(FINISHED + "## RUN. Run\n- **TOK-1** It runs.\n");
    assertMistake(FINISHED + "## RUN. Run\n- **RUN-one** It runs.\n");
    assertMistake(FINISHED + "## RUN. Run\n- **RUN-1** **[todo]** It runs.\n");
    assertMistake(FINISHED + "## RUN. Run\n- **RUN-1** **[n/a:]** It runs.\n");
    assertMistake(FINISHED + "## RUN. Run\n- **RUN-1** **[later: ]** It runs.\n");
    assertMistake(FINISHED + "## RUN. Run\n| RUN-1 | It runs. |\n");
    assertMistake(FINISHED + "## Appendix C. Scenarios\n| RUN-1 | `test` | It runs. |\n");
  }

  private static void assertMistake(String document) {
    assertThrows(IllegalArgumentException.class, () -> Statements.parse(document));
  }
}
