package org.terzetto.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.benchmarks.race.Entrant;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.race.Sample;
import org.terzetto.benchmarks.race.Target;

class ReportTest {
  private static final Outcome OUTCOME =
      new Outcome(
          new Row(
              "work",
              "Less < more & faster",
              List.of(Metric.TIME),
              List.of(entrant("Terzetto"), entrant("other")),
              List.of()),
          Map.of("Terzetto", List.of(sample(1234)), "other", List.of(sample(2468))));

  @Test
  void verdict_saysWhetherTheTargetIsMet() {
    assertEquals(
        "time ≤ 0.60 × other: 0.50, met",
        OutcomeTable.verdict(OUTCOME, Target.ratio(Metric.TIME, "other", 0.6)));
    assertEquals(
        "time ≤ 0.40 × other: 0.50, **not met**",
        OutcomeTable.verdict(OUTCOME, Target.ratio(Metric.TIME, "other", 0.4)));
    assertEquals(
        "time ≤ 60.0 ns: 1,234, **not met**",
        OutcomeTable.verdict(OUTCOME, Target.absolute(Metric.TIME, 60)));
    assertEquals(
        "time ≤ 0.40 × nobody: not measured",
        OutcomeTable.verdict(OUTCOME, Target.ratio(Metric.TIME, "nobody", 0.4)));
  }

  @Test
  void report_hasTableAndChart(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("today.md");
    new Report(file, "# Conditions\n").add(OUTCOME);
    String text = Files.readString(file);
    assertTrue(text.startsWith("# Conditions\n"), text);
    assertTrue(text.contains("| other | 2,468 | 0.50 |"), text);
    assertTrue(text.contains("![](today/work.svg)"), text);
    assertTrue(isXml(folder.resolve("today/work.svg")));
  }

  private static boolean isXml(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return "svg"
          .equals(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(in)
                  .getDocumentElement()
                  .getTagName());
    }
  }

  private static Entrant entrant(String label) {
    return new Entrant(
        label,
        effort -> {
          throw new IOException("not to be started");
        });
  }

  private static Sample sample(double time) {
    return new Sample(Map.of(Metric.TIME, time));
  }
}
