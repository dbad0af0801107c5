package org.terzetto.core.trees;

import java.util.List;

/**
 * One step of a random program. A program is the body of main: a list of steps, whose blocks hold
 * further steps.
 *
 * <p>The order of tasks within a batch is free, so the language makes sure that it does not matter:
 *
 * <ul>
 *   <li>Tasks and scopes have numbers below {@link #SLOTS}, and each owns the times that are
 *       congruent to its own number. So no two alarms of a program ever ring together.
 *   <li>Whatever one task does to others, and whatever looks at a state that others change, comes
 *       between two pauses: shielded sleeps until the task's next time. So it happens alone, when
 *       everything that was set off earlier has come to rest.
 * </ul>
 *
 * What remains concurrent is what one such act sets off: many tasks cancelled in one go, each
 * unwinding through its scopes and nurseries in whatever order.
 */
sealed interface Step {
  /** How many numbers there are for scopes and tasks together. */
  int SLOTS = 64;

  /** The number of the task that runs the program's outermost steps. */
  int MAIN = 32;

  /** The {@code count}th time after {@code now} that belongs to {@code owner}. */
  static long slot(int owner, long now, int count) {
    return now + 1 + Math.floorMod(owner - now - 1, (long) SLOTS) + (count - 1L) * SLOTS;
  }

  /** Sleeps until the task's own time. */
  record Sleep(int count) implements Step {}

  /** The three forms of looking whether one is cancelled, after a pause. */
  record Check(CheckKind kind) implements Step {}

  enum CheckKind {
    CHECKPOINT,
    IF_CANCELLED,
    SHIELDED
  }

  /** Notes down the effective deadline, and which of the scopes around it have been cancelled. */
  record Look() implements Step {}

  /** Throws. */
  record Fail(int failure) implements Step {}

  /** Cancels a scope or a nursery, wherever it is, entered or not, left or not. */
  record Cancel(int scope) implements Step {}

  /** Raises or drops a shield, wherever it is. */
  record SetShield(int scope, boolean up) implements Step {}

  /** Moves a deadline, by a number of times that belong to the scope, perhaps into the past. */
  record SetDeadline(int scope, int count) implements Step {}

  /** A block with a cancel scope. */
  record Scope(int scope, ScopeKind kind, boolean shield, int timeout, List<Step> body)
      implements Step {}

  enum ScopeKind {
    /** Made before the program begins, so that it may be cancelled before it is entered. */
    PLAIN,
    MOVE_ON,
    FAIL
  }

  /** A block with a nursery. */
  record Nursery(int scope, List<Step> body) implements Step {}

  /** Catches everything, and goes on. */
  record Swallow(List<Step> body) implements Step {}

  /** A {@code finally}. */
  record Cleanup(List<Step> body, List<Step> cleanup) implements Step {}

  /** Starts a task in a nursery around here, be it opened by this task or by an ancestor. */
  record Spawn(int task, int nursery, List<Step> body) implements Step {}

  /** Starts a task with {@code Nursery.start}. */
  record Start(int task, int nursery, List<Step> body) implements Step {}

  /** Says {@code started} for that task. */
  record Started(int task) implements Step {}
}
