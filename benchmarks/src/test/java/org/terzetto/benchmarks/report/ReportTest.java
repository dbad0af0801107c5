package org.terzetto.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.terzetto.benchmarks.race.Dropout;
import org.terzetto.benchmarks.race.Entrant;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Row;
import org.terzetto.benchmarks.race.Sample;
import org.terzetto.benchmarks.race.Target;

class ReportTest {
  private static final Outcome OUTCOME =
      outcome(Map.of("Terzetto", List.of(sample(1234)), "other", List.of(sample(2468))), Map.of());

  private static Outcome outcome(Map<String, List<Sample>> samples, Map<String, Dropout> dropouts) {
    return new Outcome(
        new Row(
            "work",
            "Less < more & faster",
            List.of(Metric.TIME),
            List.of(entrant("Terzetto"), entrant("other")),
            List.of()),
        samples,
        dropouts);
  }

  @Test
  void verdict_saysWhetherTheTargetIsMet() {
    assertEquals(
        "time ≤ 0.60 × other: 0.500 (0.500 to 0.500), met",
        OutcomeTable.verdict(OUTCOME, Target.ratio(Metric.TIME, "other", 0.6)));
    assertEquals(
        "time ≤ 0.40 × other: 0.500 (0.500 to 0.500), **not met**",
        OutcomeTable.verdict(OUTCOME, Target.ratio(Metric.TIME, "other", 0.4)));
    assertEquals(
        "time ≤ 60.0 ns: 1,234 (1,234 to 1,234), **not met**",
        OutcomeTable.verdict(OUTCOME, Target.absolute(Metric.TIME, 60)));
    assertEquals(
        "time ≤ 0.40 × nobody: not measured",
        OutcomeTable.verdict(OUTCOME, Target.ratio(Metric.TIME, "nobody", 0.4)));
  }

  @Test
  void verdict_saysOnBothSidesOfALimitThatItLiesWithinTheSpread() {
    Outcome outcome =
        outcome(
            Map.of(
                "Terzetto", List.of(sample(90), sample(98), sample(101), sample(104), sample(120)),
                "other", Collections.nCopies(5, sample(100))),
            Map.of());
    assertEquals(
        "time ≤ 1.00 × other: 1.010 (0.980 to 1.040), **not met**, by less than the spread",
        OutcomeTable.verdict(outcome, Target.ratio(Metric.TIME, "other", 1.0)));
    assertEquals(
        "time ≤ 1.02 × other: 1.010 (0.980 to 1.040), met, by less than the spread",
        OutcomeTable.verdict(outcome, Target.ratio(Metric.TIME, "other", 1.02)));
    assertEquals(
        "time ≤ 110 ns: 101 (98.0 to 104), met",
        OutcomeTable.verdict(outcome, Target.absolute(Metric.TIME, 110)));
  }

  @Test
  void text_saysWhoIsLeftOutAndWhy() {
    Outcome outcome =
        outcome(
            Map.of("other", List.of(sample(1))),
            Map.of("Terzetto", new Dropout(true, "it fell over")));
    String text = Report.text(outcome, " (small)");
    assertTrue(text.startsWith("## work: Less < more & faster (small)\n"), text);
    assertTrue(text.contains("- Terzetto is left out: it fell over\n"), text);
    assertTrue(text.contains("| other | 1.00 |  |\n"), text);
  }

  @Test
  void report_hasTableAndChart(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("today.md");
    Report report = new Report(file, "# Conditions\n");
    report.add(OUTCOME);
    report.write();
    String text = Files.readString(file);
    assertTrue(text.startsWith("# Conditions\n"), text);
    assertTrue(text.contains("| other | 2,468 | 0.50 |"), text);
    assertTrue(text.contains("![Less < more & faster](today/work.svg)"), text);
    assertTrue(isXml(folder.resolve("today/work.svg")));
  }

  @Test
  void figures_haveThreeDigitsThatCount() {
    assertEquals(
        List.of("0", "0", "0.12", "-1.23", "12.3", "123", "1,234,567", ""),
        DoubleStream.of(0, -0.004, 0.123, -1.234, 12.34, 123.4, 1_234_567, Double.NaN)
            .mapToObj(Figures::of)
            .toList());
    assertEquals("12.35", Figures.ratio(12.3456));
  }

  @Test
  void chart_hasTheShortestBarOnTop_andOursInColour() {
    String svg = new BarChart(OUTCOME).svg();
    assertTrue(svg.contains("Less &lt; more &amp; faster"), svg);
    List<String> bars =
        Pattern.compile("<rect x=.* width=\"([0-9.]+)\" .* fill=\"(.*)\"/>")
            .matcher(svg)
            .results()
            .map(bar -> bar.group(1) + " " + bar.group(2))
            .toList();
    assertEquals(List.of("210.0 #0969da", "420.0 #afb8c1"), bars);
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
