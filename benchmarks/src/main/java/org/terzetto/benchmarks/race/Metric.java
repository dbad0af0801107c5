package org.terzetto.benchmarks.race;

/** What can be measured in a round. Everything is the better the less it is, but the rate. */
public enum Metric {
  TIME("time", "ns"),
  CPU("CPU time", "ns"),
  ALLOCATED("allocated", "B"),
  LIVE("live heap", "B"),
  SERVER_CPU("server CPU per request", "µs"),
  RATE("requests per second", ""),
  P50("p50", "µs"),
  P99("p99", "µs"),
  MEMORY("heap per connection", "B"),
  DIRECT("outside the heap per connection", "B");

  private final String title;
  private final String unit;

  Metric(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  public String title() {
    return title;
  }

  public String unit() {
    return unit;
  }

  /** The title with the unit, as the head of a column. */
  public String heading() {
    return unit.isEmpty() ? title : title + ", " + unit;
  }
}
