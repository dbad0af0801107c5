package org.terzetto.benchmarks.race;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private final Set<String> leftOut = new HashSet<>();
  private final List<Runner> runners = new ArrayList<>();

  public Race(Row row, Effort effort, Consumer<String> log) {
    this.row = row;
    this.effort = effort.cut(row.slices());
    this.log = log;
  }

  /** Runs it to its end. A contender that breaks is left out, and the log says why. */
  public Outcome run() {
    for (int launch = 0; launch < effort.launches(); launch++) {
      runLaunch();
    }
    samples.keySet().removeAll(leftOut);
    return new Outcome(row, samples);
  }

  private void runLaunch() {
    try {
      row.entrants().stream()
          .filter(entrant -> !leftOut.contains(entrant.label()))
          .forEach(this::start);
      for (int round = -effort.warmups(); round < effort.rounds(); round++) {
        runRound(round);
      }
    } finally {
      List.copyOf(runners).forEach(this::withdraw);
    }
  }

  private void start(Entrant entrant) {
    try {
      runners.add(new Runner(entrant.label(), entrant.starter().start(effort)));
    } catch (IOException e) {
      leaveOut(entrant.label(), e);
    }
  }

  private void runRound(int round) {
    List<Runner> order = new ArrayList<>(runners);
    Collections.rotate(order, -round);
    for (Runner runner : order) {
      try {
        Sample sample = runner.racer.round();
        if (round >= 0) {
          samples.computeIfAbsent(runner.label, _ -> new ArrayList<>()).add(sample);
        }
      } catch (IOException e) {
        leaveOut(runner.label, e);
        withdraw(runner);
      }
    }
  }

  private void leaveOut(String label, IOException e) {
    log.accept(label + " is left out: " + e.getMessage());
    leftOut.add(label);
  }

  private void withdraw(Runner runner) {
    runners.remove(runner);
    try {
      runner.racer.close();
    } catch (IOException e) {
      log.accept(runner.label + " did not end well: " + e.getMessage());
    }
  }

  private record Runner(String label, Racer racer) {}
}
