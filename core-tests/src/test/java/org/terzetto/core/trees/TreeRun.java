package org.terzetto.core.trees;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.terzetto.CancelReason;
import org.terzetto.CancelScope;
import org.terzetto.Cancelled;
import org.terzetto.ExceptionGroup;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.ScopeBody;
import org.terzetto.TaskStatus;
import org.terzetto.Terzetto;
import org.terzetto.TooSlowException;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.testing.MockClock;

/** Runs a program on the scheduler, under a mock clock, and writes down what happens. */
final class TreeRun {
  /** What {@link Step.Fail} throws. */
  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(int number) {
      super("F" + number);
    }
  }

  /** A block of the program. */
  private interface Body {
    void run() throws Exception;
  }

  /** Where a step stands: the task that takes it, and the scopes around it, innermost last. */
  private record Place(int task, List<CancelScope> scopes) {
    Place in(CancelScope scope) {
      List<CancelScope> more = new ArrayList<>(scopes);
      more.add(scope);
      return new Place(task, more);
    }

    Place of(int child) {
      return new Place(child, List.of());
    }
  }

  private final EventLog log = new EventLog();
  private final Map<Integer, CancelScope> scopes = new HashMap<>();
  private final Map<Integer, Nursery> nurseries = new HashMap<>();
  private final Map<Integer, TaskStatus<String>> statuses = new HashMap<>();

  private TreeRun() {}

  static List<String> log(List<Step> program, long seed) {
    TreeRun run = new TreeRun();
    RunOptions options =
        RunOptions.defaults()
            .withClock(new MockClock().autojumpThreshold(Duration.ZERO))
            .withSeed(seed)
            .withLongStep(Duration.ZERO)
            .withMainName("t" + Step.MAIN);
    String outcome = "ok";
    try {
      Terzetto.run(options, () -> run.main(program));
    } catch (Throwable failure) {
      outcome = text(failure);
    }
    return run.log.endingWith(outcome);
  }

  private void main(List<Step> program) throws Exception {
    makePlainScopes(program);
    // A task that is never woken shows as one that is woken far too late.
    CancelScope limit = CancelScope.withDeadline(new LoopTime(TreeModel.LIMIT));
    limit.run(scope -> steps(program, new Place(Step.MAIN, List.of())));
  }

  private void makePlainScopes(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Scope scope && scope.kind() == Step.ScopeKind.PLAIN) {
        scopes.put(scope.scope(), CancelScope.create());
      }
      Shrinker.bodiesOf(step).forEach(this::makePlainScopes);
    }
  }

  private void steps(List<Step> steps, Place place) throws Exception {
    for (Step step : steps) {
      step(step, place);
    }
  }

  private void step(Step step, Place place) throws Exception {
    switch (step) {
      case Step.Sleep sleep -> noting(place, () -> sleepUntilSlot(place.task(), sleep.count()));
      case Step.Check check -> alone(place, () -> noting(place, () -> check(check.kind())));
      case Step.Look _ -> alone(place, () -> look(place));
      case Step.Fail fail -> {
        pause(place);
        throw new Failure(fail.failure());
      }
      case Step.Cancel cancel -> alone(place, () -> onScope(cancel.scope(), CancelScope::cancel));
      case Step.SetShield set ->
          alone(place, () -> onScope(set.scope(), scope -> scope.shield(set.up())));
      case Step.SetDeadline set -> alone(place, () -> setDeadline(set));
      case Step.Scope scope -> scope(scope, place);
      case Step.Nursery nursery -> nursery(nursery, place);
      case Step.Swallow swallow -> {
        try {
          steps(swallow.body(), place);
        } catch (Throwable thrown) {
          note("t" + place.task() + " swallows " + text(thrown));
        }
      }
      case Step.Cleanup cleanup -> {
        try {
          steps(cleanup.body(), place);
        } finally {
          steps(cleanup.cleanup(), place);
        }
      }
      case Step.Spawn spawn -> alone(place, () -> spawn(spawn, place));
      case Step.Start start -> alone(place, () -> start(start, place));
      case Step.Started started ->
          alone(
              place,
              () -> Optional.ofNullable(statuses.get(started.task())).ifPresent(this::started));
    }
  }

  // ---- time -----------------------------------------------------------------------------------

  private void alone(Place place, Body act) throws Exception {
    pause(place);
    act.run();
    pause(place);
  }

  private void pause(Place place) throws InterruptedException {
    CancelScope shield = CancelScope.create();
    shield.shield(true);
    shield.run(scope -> sleepUntilSlot(place.task(), 1));
  }

  private static void sleepUntilSlot(int owner, int count) throws InterruptedException {
    Terzetto.sleepUntil(new LoopTime(Step.slot(owner, now(), count)));
  }

  private static long now() {
    return Terzetto.currentTime().nanos();
  }

  private void note(String event) {
    log.add(now(), event);
  }

  /** Notes down whether and why it was cancelled. */
  private void noting(Place place, Body point) throws Exception {
    try {
      point.run();
      note("t" + place.task() + " goes on");
    } catch (Cancelled cancelled) {
      CancelReason reason = cancelled.reason();
      note("t" + place.task() + " is cancelled: " + reason.source() + " " + reason.task());
      throw cancelled;
    }
  }

  // ---- acts -----------------------------------------------------------------------------------

  private static void check(Step.CheckKind kind) throws InterruptedException {
    switch (kind) {
      case CHECKPOINT -> Checkpoints.checkpoint();
      case IF_CANCELLED -> Checkpoints.checkpointIfCancelled();
      case SHIELDED -> Checkpoints.cancelShieldedCheckpoint();
    }
  }

  private void look(Place place) {
    List<Boolean> cancelled = place.scopes().stream().map(CancelScope::cancelCalled).toList();
    LoopTime deadline = CancelScope.effectiveDeadline();
    note("t" + place.task() + " looks: " + deadline.nanos() + " " + cancelled);
  }

  private void onScope(int number, Consumer<CancelScope> act) {
    Optional.ofNullable(scopes.get(number)).ifPresent(act);
  }

  private void setDeadline(Step.SetDeadline set) {
    LoopTime deadline = new LoopTime(Step.slot(set.scope(), now(), set.count()));
    onScope(set.scope(), scope -> scope.deadline(deadline));
  }

  private void spawn(Step.Spawn spawn, Place place) {
    Nursery nursery = nurseries.get(spawn.nursery());
    if (nursery != null) {
      nursery.startSoon(
          "t" + spawn.task(),
          () -> noteEnd("t" + spawn.task(), () -> steps(spawn.body(), place.of(spawn.task()))));
    }
  }

  private void start(Step.Start start, Place place) throws Exception {
    Nursery nursery = nurseries.get(start.nursery());
    if (nursery == null) {
      return;
    }
    String name = "t" + start.task();
    noteEnd(
        "start of " + name,
        () ->
            nursery.<String>start(
                name,
                status -> {
                  statuses.put(start.task(), status);
                  noteEnd(name, () -> steps(start.body(), place.of(start.task())));
                }));
  }

  private void started(TaskStatus<String> status) {
    status.started("value");
  }

  // ---- blocks ---------------------------------------------------------------------------------

  private void scope(Step.Scope step, Place place) throws Exception {
    ScopeBody<Exception> body =
        scope -> {
          scopes.put(step.scope(), scope);
          if (step.shield()) {
            scope.shield(true);
          }
          steps(step.body(), place.in(scope));
        };
    Duration timeout = Duration.ofNanos(Step.slot(step.scope(), now(), step.timeout()) - now());
    try {
      switch (step.kind()) {
        case PLAIN -> scopes.get(step.scope()).run(body);
        case MOVE_ON -> CancelScope.moveOnAfter(timeout, body);
        case FAIL -> CancelScope.failAfter(timeout, body);
      }
      noteScope(step, "ok");
    } catch (Throwable failure) {
      noteScope(step, text(failure));
      throw failure;
    }
  }

  private void noteScope(Step.Scope step, String outcome) {
    boolean caught = scopes.get(step.scope()).cancelledCaught();
    note("scope " + step.scope() + " ends: " + outcome + (caught ? ", has caught" : ""));
  }

  private void nursery(Step.Nursery step, Place place) throws Exception {
    noteEnd(
        "nursery " + step.scope(),
        () ->
            Nursery.run(nursery -> {
              scopes.put(step.scope(), nursery.cancelScope());
              nurseries.put(step.scope(), nursery);
              steps(step.body(), place.in(nursery.cancelScope()));
            }));
  }

  private void noteEnd(String what, Body body) throws Exception {
    try {
      body.run();
      note(what + " ends: ok");
    } catch (Throwable failure) {
      note(what + " ends: " + text(failure));
      throw failure;
    }
  }

  // ---- outcomes -------------------------------------------------------------------------------

  /**
   * Failures in order. How many cancellations came with them is fixed too, but not in which place.
   */
  private static String text(Throwable thrown) {
    return switch (thrown) {
      case Cancelled _ -> "C";
      case Failure failure -> failure.getMessage();
      case TooSlowException _ -> "too slow";
      case IllegalStateException _ -> "illegal state";
      case ExceptionGroup group -> {
        List<String> members =
            group.exceptions().stream()
                .map(TreeRun::text)
                .sorted((a, b) -> Boolean.compare(a.equals("C"), b.equals("C")))
                .toList();
        yield members.toString();
      }
      default -> thrown.toString();
    };
  }
}
