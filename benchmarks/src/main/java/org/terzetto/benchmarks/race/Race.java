package org.terzetto.benchmarks.race;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs a row: all contenders stand ready, and take turns round by round, so that whatever slows the
 * machine down for a while slows all of them down. Each round has an order of its own, since with a
 * rotation nearly every turn of a contender would come after that of the same neighbour, and what
 * one leaves behind in the caches is the next one's start. The orders are drawn with a seed from
 * the row's name: another run has the same.
 */
public final class Race {
  private final Row row;
  private final Effort effort;
  private final Consumer<String> log;
  private final LongSupplier nanoClock;
  private final Random orders;

  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private final Map<String, Dropout> dropouts = new LinkedHashMap<>();
  private final List<Runner> runners = new ArrayList<>();

  public Race(Row row, Effort effort, Consumer<String> log) {
    this(row, effort, log, System::nanoTime);
  }

  /** With another clock for the warm-up. */
  Race(Row row, Effort effort, Consumer<String> log, LongSupplier nanoClock) {
    this.row = row;
    this.effort = row.pace().apply(effort);
    this.log = log;
    this.nanoClock = nanoClock;
    orders = new Random(row.name().hashCode());
  }

  /** Runs it to its end. A contender that breaks is left out, and the outcome says why. */
  public Outcome run() {
    for (int launch = 0; launch < effort.launches(); launch++) {
      runLaunch();
    }
    samples.keySet().removeAll(dropouts.keySet());
    return new Outcome(row, samples, dropouts);
  }

  private void runLaunch() {
    try {
      row.entrants().stream()
          .filter(entrant -> !dropouts.containsKey(entrant.label()))
          .forEach(this::start);
      for (int round = 0; round < effort.warmups() || !areWarm(); round++) {
        runRound(false);
      }
      for (int round = 0; round < effort.rounds(); round++) {
        runRound(true);
      }
    } finally {
      List.copyOf(runners).forEach(this::withdraw);
    }
  }

  private void start(Entrant entrant) {
    try {
      runners.add(new Runner(entrant.label(), entrant.starter().start(effort)));
    } catch (IOException | RuntimeException e) {
      boolean hasRunBefore = samples.containsKey(entrant.label());
      leaveOut(entrant.label(), Dropout.of(hasRunBefore, e));
    }
  }

  private boolean areWarm() {
    long least = effort.warmupMillis() * 1_000_000L;
    return runners.stream().allMatch(runner -> runner.nanos >= least);
  }

  private void runRound(boolean counts) {
    List<Runner> order = new ArrayList<>(runners);
    Collections.shuffle(order, orders);
    for (Runner runner : order) {
      try {
        Sample sample = runner.round();
        if (counts) {
          samples.computeIfAbsent(runner.label, _ -> new ArrayList<>()).add(sample);
        }
      } catch (IOException | RuntimeException e) {
        leaveOut(runner.label, Dropout.of(true, e));
        withdraw(runner);
      }
    }
  }

  private void leaveOut(String label, Dropout why) {
    log.accept(label + " is left out: " + why.reason());
    dropouts.put(label, why);
  }

  private void withdraw(Runner runner) {
    runners.remove(runner);
    try {
      runner.racer.close();
    } catch (IOException | RuntimeException e) {
      log.accept(runner.label + " did not end well: " + e.getMessage());
    }
  }

  /** A contender of this launch, and how long it has run. */
  private final class Runner {
    private final String label;
    private final Racer racer;
    private long nanos;

    Runner(String label, Racer racer) {
      this.label = label;
      this.racer = racer;
    }

    Sample round() throws IOException {
      long begun = nanoClock.getAsLong();
      Sample sample = racer.round();
      nanos += nanoClock.getAsLong() - begun;
      return sample;
    }
  }
}
