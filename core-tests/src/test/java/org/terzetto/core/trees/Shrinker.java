package org.terzetto.core.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing program smaller: leaves out steps, and takes blocks away from around steps. */
final class Shrinker {
  private Shrinker() {}

  /** The smallest program found that still fails. */
  static List<Step> shrink(List<Step> program, Predicate<List<Step>> fails) {
    List<Step> smallest = program;
    while (true) {
      List<Step> smaller = smaller(smallest).stream().filter(fails).findFirst().orElse(null);
      if (smaller == null) {
        return smallest;
      }
      smallest = smaller;
    }
  }

  /** The bodies of a block, none for other steps. */
  static List<List<Step>> bodiesOf(Step step) {
    return switch (step) {
      case Step.Scope scope -> List.of(scope.body());
      case Step.Nursery nursery -> List.of(nursery.body());
      case Step.Swallow swallow -> List.of(swallow.body());
      case Step.Cleanup cleanup -> List.of(cleanup.body(), cleanup.cleanup());
      case Step.Spawn spawn -> List.of(spawn.body());
      case Step.Start start -> List.of(start.body());
      default -> List.of();
    };
  }

  private static Step withBodies(Step step, List<List<Step>> bodies) {
    return switch (step) {
      case Step.Scope s ->
          new Step.Scope(s.scope(), s.kind(), s.shield(), s.timeout(), bodies.get(0));
      case Step.Nursery n -> new Step.Nursery(n.scope(), bodies.get(0));
      case Step.Swallow _ -> new Step.Swallow(bodies.get(0));
      case Step.Cleanup _ -> new Step.Cleanup(bodies.get(0), bodies.get(1));
      case Step.Spawn s -> new Step.Spawn(s.task(), s.nursery(), bodies.get(0));
      case Step.Start s -> new Step.Start(s.task(), s.nursery(), bodies.get(0));
      default -> step;
    };
  }

  /** All programs that are one change smaller, those with the largest changes first. */
  private static List<List<Step>> smaller(List<Step> steps) {
    List<List<Step>> smaller = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      smaller.add(replaced(steps, i, List.of()));
    }
    for (int i = 0; i < steps.size(); i++) {
      for (List<Step> body : bodiesOf(steps.get(i))) {
        smaller.add(replaced(steps, i, body));
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      for (Step step : smaller(steps.get(i))) {
        smaller.add(replaced(steps, i, List.of(step)));
      }
    }
    return smaller;
  }

  private static List<Step> smaller(Step step) {
    List<Step> smaller = new ArrayList<>();
    List<List<Step>> bodies = bodiesOf(step);
    for (int i = 0; i < bodies.size(); i++) {
      for (List<Step> body : smaller(bodies.get(i))) {
        List<List<Step>> changed = new ArrayList<>(bodies);
        changed.set(i, body);
        smaller.add(withBodies(step, changed));
      }
    }
    return smaller;
  }

  private static List<Step> replaced(List<Step> steps, int index, List<Step> replacement) {
    List<Step> changed = new ArrayList<>(steps.subList(0, index));
    changed.addAll(replacement);
    changed.addAll(steps.subList(index + 1, steps.size()));
    return List.copyOf(changed);
  }
}
