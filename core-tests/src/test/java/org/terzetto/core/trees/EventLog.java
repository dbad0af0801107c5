package org.terzetto.core.trees;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened at which time. Things of one time are in alphabetical order, since any is right.
 */
final class EventLog {
  /** So that times have equally many digits, and sort as text. */
  private static final long FIRST_TIME = 10_000_000_000L;

  private final List<String> events = new ArrayList<>();

  void add(long time, String event) {
    events.add(String.valueOf(FIRST_TIME + time).substring(1) + " " + event);
  }

  List<String> endingWith(String outcome) {
    List<String> sorted = new ArrayList<>(events);
    sorted.sort(null);
    sorted.add("run ends: " + outcome);
    return sorted;
  }
}
