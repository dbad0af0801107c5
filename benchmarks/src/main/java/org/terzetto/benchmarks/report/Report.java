package org.terzetto.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.terzetto.benchmarks.race.Outcome;
import org.terzetto.benchmarks.race.Target;

/** Collects outcomes, and writes them into one Markdown file with a chart beside it for each. */
public final class Report {
  private final Path file;
  private final String conditions;
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * An empty report.
   *
   * @param file where it goes; the charts go into a folder beside it, of the same name
   * @param conditions what to know about the machine and the run, in Markdown
   */
  public Report(Path file, String conditions) {
    this.file = file;
    this.conditions = conditions;
  }

  public void add(Outcome outcome) {
    outcomes.add(outcome);
  }

  /** At the end: a run that is cut short must not take the place of one that was not. */
  public void write() throws IOException {
    Files.createDirectories(charts());
    for (Outcome outcome : outcomes) {
      Files.writeString(charts().resolve(chartName(outcome)), new BarChart(outcome).svg());
    }
    Files.writeString(file, markdown());
  }

  /** An outcome as text, for the terminal, which may say more of a row than its title does. */
  public static String text(Outcome outcome, String remark) {
    return heading(outcome, remark) + new OutcomeTable(outcome).markdown();
  }

  private String markdown() {
    StringBuilder text = new StringBuilder(conditions).append("\n## Targets\n\n");
    for (Outcome outcome : outcomes) {
      for (Target target : outcome.row().targets()) {
        text.append("- ").append(outcome.row().name()).append(": ");
        text.append(OutcomeTable.verdict(outcome, target)).append('\n');
      }
    }
    for (Outcome outcome : outcomes) {
      text.append('\n').append(heading(outcome, ""));
      text.append(
          "![%s](%s/%s)\n\n"
              .formatted(outcome.row().title(), charts().getFileName(), chartName(outcome)));
      text.append(new OutcomeTable(outcome).markdown().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String heading(Outcome outcome, String remark) {
    return "## %s: %s%s%n%n".formatted(outcome.row().name(), outcome.row().title(), remark);
  }

  private Path charts() {
    String name = String.valueOf(file.getFileName());
    return file.resolveSibling(name.replaceFirst("\\.md$", ""));
  }

  private static String chartName(Outcome outcome) {
    return outcome.row().name() + ".svg";
  }
}
