package org.terzetto.core.trees;

import static org.terzetto.core.trees.Outcome.CANCELLED;
import static org.terzetto.core.trees.Outcome.OK;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a program must do, by the semantics alone: one thread, no batches, no stacks put aside. Each
 * step gets, besides its place, what is to be done with its outcome; a step that waits leaves that
 * behind in an alarm or a nursery.
 *
 * <p>Time moves on when nothing is left to do, to the next alarm or deadline. After each single act
 * the model looks through all alarms for those whose scope is now cancelled.
 */
final class TreeModel {
  /** A time that no program reaches, at which the real run is cut off. */
  static final long LIMIT = 1_000_000_000;

  /** A task waits until a time, or, with a scope, until that is cancelled. */
  private record Alarm(long time, Place place, Consumer<Outcome> then) {
    boolean isCancelled() {
      return place != null && place.scope.cancelled();
    }
  }

  /** Where a step stands. {@code around} are the scopes within this task. */
  private record Place(Task task, ModelScope scope, List<ModelScope> around) {
    Place in(ModelScope inner) {
      List<ModelScope> more = new ArrayList<>(around);
      more.add(inner);
      return new Place(task, inner, more);
    }
  }

  private static final class Task {
    final String name;
    Nursery nursery;
    ModelScope footing;
    boolean ended;

    Task(int number, Nursery nursery) {
      this.name = "t" + number;
      this.nursery = nursery;
    }
  }

  private static final class Nursery {
    final ModelScope scope;
    final Task parent;
    final List<Outcome> failures = new ArrayList<>();
    final Consumer<Outcome> then;
    int open = 1; // the body
    boolean closed;

    Nursery(Task parent, ModelScope scope, Consumer<Outcome> then) {
      this.parent = parent;
      this.scope = scope;
      this.then = then;
    }
  }

  /** A call of {@code Nursery.start}. */
  private static final class Start {
    final Nursery target;
    Nursery hidden;
    Task task;
    boolean started;

    Start(Nursery target) {
      this.target = target;
    }
  }

  private final EventLog log = new EventLog();
  private final Deque<Runnable> runnable = new ArrayDeque<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private final List<ModelScope> entered = new ArrayList<>();
  private final Map<Integer, ModelScope> scopes = new HashMap<>();
  private final Map<Integer, Nursery> nurseries = new HashMap<>();
  private final Map<Integer, Start> starts = new HashMap<>();
  private long now;
  private Outcome outcome;

  private TreeModel() {}

  static List<String> log(List<Step> program) {
    TreeModel model = new TreeModel();
    model.makePlainScopes(program);
    ModelScope limit = ModelScope.below(null);
    limit.deadline = LIMIT;
    Place main = new Place(new Task(Step.MAIN, null), limit, List.of());
    model.steps(program, 0, main, outcome -> model.outcome = outcome);
    model.runToEnd();
    return model.log.endingWith(model.outcome.toString());
  }

  private void makePlainScopes(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Scope scope && scope.kind() == Step.ScopeKind.PLAIN) {
        scopes.put(scope.scope(), ModelScope.below(null));
      }
      Shrinker.bodiesOf(step).forEach(this::makePlainScopes);
    }
  }

  // ---- time -----------------------------------------------------------------------------------

  private void runToEnd() {
    while (outcome == null) {
      if (runnable.isEmpty()) {
        moveOn();
      } else {
        runnable.poll().run();
      }
      wakeCancelled();
    }
  }

  /** To the next alarm or deadline; no two are at the same time. */
  private void moveOn() {
    Alarm alarm = alarms.stream().min((a, b) -> Long.compare(a.time, b.time)).orElseThrow();
    ModelScope scope =
        entered.stream()
            .filter(ModelScope::mayExpire)
            .min((a, b) -> Long.compare(a.deadline, b.deadline))
            .orElse(null);
    if (scope != null && scope.deadline < alarm.time) {
      now = Math.max(now, scope.deadline);
      scope.cancel("deadline null");
    } else {
      now = alarm.time;
      alarms.remove(alarm);
      alarm.then.accept(OK);
    }
  }

  private void wakeCancelled() {
    entered.forEach(ModelScope::reason);
    for (Alarm alarm : List.copyOf(alarms)) {
      if (alarm.isCancelled()) {
        alarms.remove(alarm);
        runnable.add(() -> alarm.then.accept(CANCELLED));
      }
    }
  }

  private void pause(Place place, Runnable then) {
    alarms.add(new Alarm(slot(place, 1), null, outcome -> then.run()));
  }

  private long slot(Place place, int count) {
    return Step.slot(Integer.parseInt(place.task.name.substring(1)), now, count);
  }

  private void note(String event) {
    log.add(now, event);
  }

  // ---- steps ----------------------------------------------------------------------------------

  private void steps(List<Step> steps, int next, Place place, Consumer<Outcome> then) {
    if (next == steps.size()) {
      then.accept(OK);
    } else {
      step(
          steps.get(next),
          place,
          outcome -> {
            if (outcome == OK) {
              steps(steps, next + 1, place, then);
            } else {
              then.accept(outcome);
            }
          });
    }
  }

  private void steps(List<Step> steps, Place place, Consumer<Outcome> then) {
    steps(steps, 0, place, then);
  }

  private void step(Step step, Place place, Consumer<Outcome> then) {
    switch (step) {
      case Step.Sleep sleep ->
          alarms.add(new Alarm(slot(place, sleep.count()), place, noting(place, then)));
      case Step.Check check ->
          alone(place, then, after -> noting(place, after).accept(check(check.kind(), place)));
      case Step.Look _ -> act(place, then, () -> look(place));
      case Step.Fail fail ->
          pause(place, () -> then.accept(new Outcome.Failure("F" + fail.failure())));
      case Step.Cancel cancel ->
          act(
              place,
              then,
              () -> onScope(cancel.scope(), s -> s.cancel("explicit " + place.task.name)));
      case Step.SetShield set ->
          act(place, then, () -> onScope(set.scope(), s -> s.shield = set.up()));
      case Step.SetDeadline set ->
          act(
              place,
              then,
              () ->
                  onScope(set.scope(), s -> s.deadline = Step.slot(set.scope(), now, set.count())));
      case Step.Scope scope -> scope(scope, place, then);
      case Step.Nursery nursery -> nursery(nursery, place, then);
      case Step.Swallow swallow ->
          steps(
              swallow.body(),
              place,
              outcome -> {
                if (outcome != OK) {
                  note(place.task.name + " swallows " + outcome);
                }
                then.accept(OK);
              });
      case Step.Cleanup block ->
          steps(
              block.body(),
              place,
              outcome ->
                  steps(block.cleanup(), place, last -> then.accept(last == OK ? outcome : last)));
      case Step.Spawn spawn -> alone(place, then, after -> after.accept(spawn(spawn)));
      case Step.Start start -> alone(place, then, after -> start(start, place, after));
      case Step.Started started ->
          alone(place, then, after -> after.accept(started(starts.get(started.task()))));
    }
  }

  /** Between two pauses, the second of which is left out if the act fails. */
  private void alone(Place place, Consumer<Outcome> then, Consumer<Consumer<Outcome>> act) {
    pause(
        place,
        () ->
            act.accept(outcome -> {
              if (outcome == OK) {
                pause(place, () -> then.accept(OK));
              } else {
                then.accept(outcome);
              }
            }));
  }

  private void act(Place place, Consumer<Outcome> then, Runnable act) {
    alone(
        place,
        then,
        after -> {
          act.run();
          after.accept(OK);
        });
  }

  private Consumer<Outcome> noting(Place place, Consumer<Outcome> then) {
    return outcome -> {
      boolean cancelled = outcome == CANCELLED;
      note(place.task.name + (cancelled ? " is cancelled: " + place.scope.reason() : " goes on"));
      then.accept(outcome);
    };
  }

  private static Outcome check(Step.CheckKind kind, Place place) {
    return kind != Step.CheckKind.SHIELDED && place.scope.cancelled() ? CANCELLED : OK;
  }

  private void look(Place place) {
    List<Boolean> cancelled = place.around.stream().map(scope -> scope.cancelCalled).toList();
    note(place.task.name + " looks: " + place.scope.effectiveDeadline() + " " + cancelled);
  }

  private void onScope(int number, Consumer<ModelScope> act) {
    ModelScope scope = scopes.get(number);
    if (scope != null) {
      act.accept(scope);
    }
  }

  // ---- scopes ---------------------------------------------------------------------------------

  private void scope(Step.Scope step, Place place, Consumer<Outcome> then) {
    ModelScope scope = scopes.computeIfAbsent(step.scope(), n -> ModelScope.below(null));
    if (step.kind() != Step.ScopeKind.PLAIN) {
      scope.deadline = Step.slot(step.scope(), now, step.timeout());
    }
    enter(scope, place);
    scope.shield |= step.shield();
    steps(
        step.body(),
        place.in(scope),
        outcome -> {
          Outcome rest = leave(scope, outcome);
          boolean caught = scope.absorbs() && outcome.hasCancelled();
          if (caught && rest == OK && step.kind() == Step.ScopeKind.FAIL) {
            rest = new Outcome.Failure("too slow");
          }
          note("scope " + step.scope() + " ends: " + rest + (caught ? ", has caught" : ""));
          then.accept(rest);
        });
  }

  private void enter(ModelScope scope, Place place) {
    scope.parent = place.scope;
    entered.add(scope);
    if (scope.deadline <= now) {
      scope.cancel("deadline null");
    }
    scope.reason(); // before the body may raise a shield
  }

  private static Outcome leave(ModelScope scope, Outcome outcome) {
    scope.left = true;
    return scope.absorbs() ? outcome.withoutCancelled() : outcome;
  }

  // ---- nurseries ------------------------------------------------------------------------------

  private void nursery(Step.Nursery step, Place place, Consumer<Outcome> then) {
    Nursery nursery =
        open(
            place,
            outcome -> {
              note("nursery " + step.scope() + " ends: " + outcome);
              then.accept(outcome);
            });
    scopes.put(step.scope(), nursery.scope);
    nurseries.put(step.scope(), nursery);
    steps(step.body(), place.in(nursery.scope), outcome -> ended(nursery, nursery.parent, outcome));
  }

  private Nursery open(Place place, Consumer<Outcome> then) {
    ModelScope scope = ModelScope.below(null);
    enter(scope, place);
    return new Nursery(place.task, scope, then);
  }

  /** Body or a child of the nursery has ended (NUR-4, NUR-20). */
  private void ended(Nursery nursery, Task culprit, Outcome outcome) {
    if (outcome != OK) {
      nursery.failures.add(outcome);
      nursery.scope.cancel("nursery " + culprit.name);
    }
    nursery.open--;
    if (nursery.open == 0) {
      nursery.closed = true;
      runnable.add(
          () -> nursery.then.accept(leave(nursery.scope, Outcome.together(nursery.failures))));
    }
  }

  private Outcome spawn(Step.Spawn step) {
    Nursery nursery = nurseries.get(step.nursery());
    if (nursery == null) {
      return OK;
    }
    if (nursery.closed) {
      return new Outcome.Failure("illegal state");
    }
    child(nursery, step.task(), step.body());
    return OK;
  }

  private Task child(Nursery nursery, int number, List<Step> body) {
    Task task = new Task(number, nursery);
    task.footing = ModelScope.footingIn(nursery.scope);
    nursery.open++;
    runnable.add(() ->
        steps(
            body,
            new Place(task, task.footing, List.of()),
            outcome -> {
              note(task.name + " ends: " + outcome);
              task.ended = true;
              ended(task.nursery, task, outcome);
            }));
    return task;
  }

  // ---- start and started ----------------------------------------------------------------------

  private void start(Step.Start step, Place place, Consumer<Outcome> then) {
    Nursery target = nurseries.get(step.nursery());
    if (target == null) {
      then.accept(OK);
      return;
    }
    Consumer<Outcome> noting =
        outcome -> {
          note("start of t" + step.task() + " ends: " + outcome);
          then.accept(outcome);
        };
    if (target.closed) {
      noting.accept(new Outcome.Failure("illegal state"));
      return;
    }
    Start start = new Start(target);
    starts.put(step.task(), start);
    target.open++;
    start.hidden =
        open(
            place,
            outcome -> {
              ended(target, null, OK);
              noting.accept(outcomeOf(start, outcome));
            });
    start.task = child(start.hidden, step.task(), step.body());
    ended(start.hidden, null, OK); // its body
  }

  /** STA-3, STA-5. */
  private static Outcome outcomeOf(Start start, Outcome outcome) {
    if (outcome instanceof Outcome.Group group) {
      return group.members().get(0);
    }
    return outcome == OK && !start.started ? new Outcome.Failure("illegal state") : outcome;
  }

  /** STA-6, STA-8, STA-10. */
  private Outcome started(Start start) {
    if (start == null) {
      return OK;
    }
    if (start.started) {
      return new Outcome.Failure("illegal state");
    }
    start.started = true;
    if (!start.hidden.scope.cancelled() && !start.task.ended) {
      start.task.nursery = start.target;
      start.task.footing.parent = start.target.scope;
      start.target.open++;
      ended(start.hidden, null, OK);
    }
    return OK;
  }
}
