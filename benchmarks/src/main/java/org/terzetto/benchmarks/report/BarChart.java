package org.terzetto.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Outcome;

/** An outcome as a picture: one bar for each contender, the shortest on top, ours in colour. */
final class BarChart {
  private static final int WIDTH = 720;
  private static final int LABELS = 220;
  private static final int FIGURES = 80;
  private static final int TOP = 62;
  private static final int STEP = 30;
  private static final int BAR = 20;
  private static final int BASELINE = 15;

  private final Outcome outcome;
  private final Metric metric;
  private final double longest;

  BarChart(Outcome outcome) {
    this.outcome = outcome;
    metric = outcome.row().mainMetric();
    longest =
        outcome.labels().stream().mapToDouble(this::value).filter(Double::isFinite).max().orElse(1);
  }

  String svg() {
    List<String> labels = new ArrayList<>(outcome.labels());
    labels.sort(Comparator.comparingDouble(this::value));
    int height = TOP + STEP * labels.size() + 10;
    StringBuilder svg = new StringBuilder(head(height));
    for (int i = 0; i < labels.size(); i++) {
      svg.append(bar(labels.get(i), TOP + i * STEP));
    }
    return svg.append("</svg>\n").toString();
  }

  private double value(String label) {
    return outcome.median(label, metric);
  }

  private String head(int height) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
    font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13" fill="#24292f">
    <rect width="100%%" height="100%%" rx="6" fill="#ffffff"/>
    <text x="16" y="26" font-size="15" font-weight="600">%s</text>
    <text x="16" y="46" fill="#57606a">%s; shorter is better</text>
    """
        .formatted(WIDTH, height, WIDTH, height, escape(outcome.row().title()), metric.heading());
  }

  private String bar(String label, int y) {
    boolean ours = Outcome.isOurs(label);
    double length = Math.max(2, value(label) / longest * (WIDTH - LABELS - FIGURES));
    String style = ours ? "text-anchor=\"end\" font-weight=\"600\"" : "text-anchor=\"end\"";
    return text(LABELS - 10, y, style, escape(label))
        + rectangle(y, length, ours ? "#0969da" : "#afb8c1")
        + text(LABELS + length + 8, y, "", Figures.of(value(label)));
  }

  private static String rectangle(int y, double length, String colour) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n",
        LABELS,
        y,
        length,
        BAR,
        colour);
  }

  private static String text(double x, int y, String style, String content) {
    return String.format(
        Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" %s>%s</text>\n", x, y + BASELINE, style, content);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
