package org.terzetto.benchmarks.race;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a row: all contenders stand ready, and take turns round by round, so that whatever slows the
 * machine down for a while slows all of them down. Each round begins with another contender, so
 * that none is always the one behind a heavy neighbour.
 */
public final class Race {
  private final Row row;
  private final Effort effort;
  private final Consumer<String> log;

  private final Map<String, Racer> racers = new LinkedHashMap<>();
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  public Race(Row row, Effort effort, Consumer<String> log) {
    this.row = row;
    this.effort = effort;
    this.log = log;
  }

  /** Runs it to its end. A contender that breaks is left out, and the log says why. */
  public Outcome run() throws IOException {
    try {
      row.entrants().forEach(this::start);
      for (int round = -effort.warmups(); round < effort.rounds(); round++) {
        runRound(round);
      }
    } finally {
      for (String label : List.copyOf(racers.keySet())) {
        withdraw(label);
      }
    }
    return new Outcome(row, samples);
  }

  private void start(Entrant entrant) {
    try {
      racers.put(entrant.label(), entrant.starter().start(effort));
      samples.put(entrant.label(), new ArrayList<>());
    } catch (IOException e) {
      log.accept(entrant.label() + " is left out: " + e.getMessage());
    }
  }

  private void runRound(int round) {
    List<String> labels = new ArrayList<>(racers.keySet());
    Collections.rotate(labels, -round);
    for (String label : labels) {
      try {
        Sample sample = racers.get(label).round();
        if (round >= 0) {
          samples.get(label).add(sample);
        }
      } catch (IOException e) {
        log.accept(label + " is left out: " + e.getMessage());
        samples.remove(label);
        withdraw(label);
      }
    }
  }

  private void withdraw(String label) {
    try {
      racers.remove(label).close();
    } catch (IOException e) {
      log.accept(label + " did not end well: " + e.getMessage());
    }
  }
}
