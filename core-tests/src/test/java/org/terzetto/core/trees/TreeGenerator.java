package org.terzetto.core.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.terzetto.core.trees.Step.Cancel;
import org.terzetto.core.trees.Step.Check;
import org.terzetto.core.trees.Step.CheckKind;
import org.terzetto.core.trees.Step.Cleanup;
import org.terzetto.core.trees.Step.Fail;
import org.terzetto.core.trees.Step.Look;
import org.terzetto.core.trees.Step.Nursery;
import org.terzetto.core.trees.Step.Scope;
import org.terzetto.core.trees.Step.ScopeKind;
import org.terzetto.core.trees.Step.SetDeadline;
import org.terzetto.core.trees.Step.SetShield;
import org.terzetto.core.trees.Step.Sleep;
import org.terzetto.core.trees.Step.Spawn;
import org.terzetto.core.trees.Step.Start;
import org.terzetto.core.trees.Step.Started;
import org.terzetto.core.trees.Step.Swallow;

/** Writes random programs; the same seed writes the same program. */
final class TreeGenerator {
  /** What stands around a step: numbers of scopes, of nurseries, and of tasks to be started. */
  private record Around(
      int depth, List<Integer> scopes, List<Integer> nurseries, List<Integer> starts) {
    Around inScope(int scope) {
      return new Around(depth + 1, with(scopes, scope), nurseries, starts);
    }

    Around inNursery(int scope) {
      return new Around(depth + 1, with(scopes, scope), with(nurseries, scope), starts);
    }

    Around inStart(int task) {
      return new Around(depth + 1, scopes, nurseries, with(starts, task));
    }

    Around deeper() {
      return new Around(depth + 1, scopes, nurseries, starts);
    }

    private static List<Integer> with(List<Integer> numbers, int another) {
      List<Integer> more = new ArrayList<>(numbers);
      more.add(another);
      return List.copyOf(more);
    }
  }

  private static final int MAX_DEPTH = 7;

  private final RandomGenerator random;
  private int stepsLeft;
  private int nextScope = 1;
  private int nextTask = Step.MAIN + 1;
  private int nextFailure = 1;

  private TreeGenerator(RandomGenerator random) {
    this.random = random;
    this.stepsLeft = 5 + random.nextInt(45);
  }

  static List<Step> program(long seed) {
    TreeGenerator generator = new TreeGenerator(new SplittableRandom(seed));
    return generator.steps(new Around(0, List.of(), List.of(), List.of()), 6);
  }

  private List<Step> steps(Around around, int most) {
    List<Step> steps = new ArrayList<>();
    for (int left = 1 + random.nextInt(most); left > 0 && stepsLeft > 0; left--) {
      stepsLeft--;
      steps.add(step(around));
    }
    return List.copyOf(steps);
  }

  private Step step(Around around) {
    boolean block = around.depth() < MAX_DEPTH && chance(around.depth() < 2 ? 80 : 45);
    return block ? block(around) : act(around);
  }

  private Step block(Around around) {
    boolean scopesLeft = nextScope < Step.MAIN;
    boolean mayStart = nextTask < Step.SLOTS && !around.nurseries().isEmpty();
    int choice = random.nextInt(100);
    if (choice < 22 && scopesLeft) {
      int scope = nextScope++;
      return new Nursery(scope, steps(around.inNursery(scope), 5));
    }
    if (choice < 48 && mayStart) {
      return new Spawn(nextTask++, oneOf(around.nurseries()), steps(around.deeper(), 4));
    }
    if (choice < 56 && mayStart) {
      return start(around);
    }
    if (choice < 78 && scopesLeft) {
      return scope(around);
    }
    return choice < 86
        ? new Swallow(steps(around.deeper(), 3))
        : new Cleanup(steps(around.deeper(), 3), cleanup(around.deeper()));
  }

  /** Often one that fails, so that groups have several members. */
  private List<Step> cleanup(Around around) {
    return chance(40) ? List.of(new Fail(nextFailure++)) : steps(around, 3);
  }

  private Step start(Around around) {
    int task = nextTask++;
    int nursery = oneOf(around.nurseries());
    Around inside = around.inStart(task);
    List<Step> body = new ArrayList<>(steps(inside, 2));
    if (chance(85)) {
      body.add(new Started(task));
    }
    body.addAll(steps(inside, 3));
    return new Start(task, nursery, List.copyOf(body));
  }

  private Step scope(Around around) {
    int scope = nextScope++;
    ScopeKind kind = ScopeKind.values()[random.nextInt(ScopeKind.values().length)];
    return new Scope(
        scope, kind, chance(30), 1 + random.nextInt(8), steps(around.inScope(scope), 4));
  }

  private Step act(Around around) {
    int choice = random.nextInt(100);
    if (choice < 35) {
      return new Sleep(1 + random.nextInt(6));
    }
    if (choice < 45) {
      return new Check(CheckKind.values()[random.nextInt(CheckKind.values().length)]);
    }
    if (choice < 50) {
      return new Look();
    }
    if (choice < 62) {
      return new Fail(nextFailure++);
    }
    if (choice < 78) {
      return new Cancel(anyScope(around));
    }
    if (choice < 88) {
      return new SetShield(anyScope(around), chance(50));
    }
    if (choice < 96 || around.starts().isEmpty()) {
      return new SetDeadline(anyScope(around), random.nextInt(8) - 1);
    }
    return new Started(oneOf(around.starts()));
  }

  /** Mostly one around here or that others are in; at times one that will come, or never. */
  private int anyScope(Around around) {
    return chance(50) && !around.scopes().isEmpty()
        ? oneOf(around.scopes())
        : 1 + random.nextInt(Math.min(nextScope + 2, Step.MAIN - 1));
  }

  private int oneOf(List<Integer> numbers) {
    return numbers.get(random.nextInt(numbers.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
