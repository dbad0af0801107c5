package org.terzetto.benchmarks.report;

import java.util.Locale;

/** How numbers are written: three digits that count, and thousands set apart. */
final class Figures {
  private Figures() {}

  static String of(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double size = Math.abs(value);
    if (size < 0.005) {
      return "0";
    }
    int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String ratio(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
  }

  /** For one that is held against a limit with two places, and may lie just beside it. */
  static String fineRatio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
