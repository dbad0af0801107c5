package org.terzetto.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.terzetto.Cancelled;
import org.terzetto.Task;
import org.terzetto.TaskBody;
import org.terzetto.lowlevel.Abort;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.Parking;

/**
 * Makes blocks of different tasks run in a given order, one after another: the way to produce, on
 * purpose, the one interleaving that a test is about.
 *
 * {@snippet :
 * Sequencer sequencer = new Sequencer();
 * nursery.startSoon(() -> sequencer.at(1, () -> log.add("second")));
 * nursery.startSoon(() -> sequencer.at(0, () -> log.add("first")));
 * }
 *
 * <p>Thread safety: belongs to its run.
 */
public final class Sequencer {
  private final Set<Integer> claimed = new HashSet<>();
  private final Set<Integer> open = new HashSet<>(Set.of(0));
  private final Map<Integer, Task<?>> waiting = new HashMap<>();
  private boolean broken;

  /** A sequence of which no block has run. */
  public Sequencer() {}

  /**
   * Waits until the block of the position before has ended, in whatever way, and runs {@code body}.
   * The block of position zero waits for nobody.
   *
   * <p>If this wait is cancelled the sequence cannot be completed any more: the test is wrong, and
   * fails here, and wherever else somebody waits or comes to wait.
   *
   * @checkpoint always, before {@code body}
   * @thread a task of the run
   * @param position counted from zero; each is used once
   * @param body the block
   * @throws IllegalArgumentException if {@code position} is negative
   * @throws IllegalStateException if {@code position} was used before; or if the wait of this block
   *     or of another one was cancelled, so that the order is lost. The body did not run then
   * @throws Exception what {@code body} threw
   * @throws InterruptedException when somebody outside the run interrupted the task's thread
   */
  public void at(int position, TaskBody body) throws Exception {
    if (position < 0) {
      throw new IllegalArgumentException("position is " + position + "; count from zero");
    }
    requireUnbroken();
    if (!claimed.add(position)) {
      throw new IllegalStateException(
          "position " + position + " was used before; give each block a position of its own");
    }
    try {
      await(position);
    } catch (Cancelled | InterruptedException e) {
      breakSequence();
      throw new IllegalStateException(
          "the sequence is broken: position " + position + " was cancelled while it waited", e);
    }
    requireUnbroken();
    try {
      body.run();
    } finally {
      open(position + 1);
    }
  }

  private void await(int position) throws InterruptedException {
    if (open.contains(position)) {
      Checkpoints.checkpoint();
      return;
    }
    waiting.put(position, Task.current());
    Parking.park(cancellation -> {
      waiting.remove(position);
      return Abort.SUCCEEDED;
    });
  }

  private void open(int position) {
    open.add(position);
    Task<?> next = waiting.remove(position);
    if (next != null) {
      Parking.reschedule(next);
    }
  }

  private void breakSequence() {
    broken = true;
    List<Task<?>> sleepers = List.copyOf(waiting.values());
    waiting.clear();
    sleepers.forEach(Parking::reschedule);
  }

  private void requireUnbroken() {
    if (broken) {
      throw new IllegalStateException(
          "the sequence is broken: a block before this one was cancelled while it waited");
    }
  }
}
