package org.terzetto.sync;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.terzetto.Task;
import org.terzetto.lowlevel.Checkpoints;
import org.terzetto.lowlevel.ParkingLot;
import org.terzetto.lowlevel.RunToken;

/**
 * A bag of tokens, to limit how many do something at a time. Unlike the units of a {@link
 * Semaphore} each token has a holder: the current task, or whoever is named. Nobody holds two, and
 * only a holder can give one back. Those who wait are served in the order of coming.
 *
 * <p>Thread safety: belongs to its run.
 */
public final class CapacityLimiter extends Acquirable implements Limiter {
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final ParkingLot waiting = new ParkingLot();
  private final Set<Object> borrowers = new LinkedHashSet<>();
  private int totalTokens;

  /**
   * One wait for a token. It travels in {@link Task#sleepData}, so that whoever grants finds it.
   */
  private static final class Wait {
    final Object borrower;
    boolean refused;

    Wait(Object borrower) {
      this.borrower = borrower;
    }
  }

  /**
   * A limiter of which no token is borrowed.
   *
   * @param totalTokens how many there are; with zero everybody waits until there are more
   * @throws IllegalArgumentException if negative
   */
  public CapacityLimiter(int totalTokens) {
    this.totalTokens = requireTotal(totalTokens);
  }

  /**
   * A limiter that lets everybody in, and only keeps account of them.
   *
   * @return a limiter with {@link Integer#MAX_VALUE} tokens
   */
  public static CapacityLimiter unlimited() {
    return new CapacityLimiter(UNLIMITED);
  }

  /**
   * Borrows a token for the current task, waiting behind all who have asked before. When there is
   * one the others run first too, so that tasks that take turns keep their order.
   *
   * @checkpoint always
   * @thread a task of the run
   * @throws IllegalStateException if the current task holds a token already; or if called outside a
   *     task
   * @throws org.terzetto.Cancelled if cancelled; nothing was borrowed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing was borrowed
   */
  @Override
  public void acquire() throws InterruptedException {
    acquireFor(Task.current());
  }

  /**
   * Borrows a token for somebody, waiting behind all who have asked before. It is granted to the
   * borrower, whichever task gives it back.
   *
   * @checkpoint always
   * @thread a task of the run
   * @param borrower who holds the token from now on; told apart from others by {@code equals}
   * @throws IllegalStateException if {@code borrower} holds a token already, or was given one
   *     meanwhile; or if called outside a task
   * @throws org.terzetto.Cancelled if cancelled; nothing was borrowed
   * @throws InterruptedException when somebody outside the run interrupted the task's thread;
   *     nothing was borrowed
   */
  @Override
  public void acquireFor(Object borrower) throws InterruptedException {
    Objects.requireNonNull(borrower, "borrower");
    Checkpoints.checkpointIfCancelled();
    if (take(borrower)) {
      letOthersRun(borrower);
      return;
    }
    Wait wait = new Wait(borrower);
    Task.current().sleepData(wait);
    waiting.park();
    if (wait.refused) {
      throw holdsOneAlready(borrower);
    }
  }

  /**
   * Borrows a token for the current task if there is one.
   *
   * @checkpoint never
   * @thread a task of the run
   * @return false if all are borrowed
   * @throws IllegalStateException if the current task holds a token already; or if called outside a
   *     task
   */
  public boolean tryAcquire() {
    return take(Task.current());
  }

  /**
   * Borrows a token for somebody if there is one.
   *
   * @checkpoint never
   * @thread inside the run
   * @param borrower who holds the token from now on
   * @return false if all are borrowed
   * @throws IllegalStateException if {@code borrower} holds a token already; or if called outside a
   *     run
   */
  public boolean tryAcquireFor(Object borrower) {
    Objects.requireNonNull(borrower, "borrower");
    RunToken.current(); // throws outside a run
    return take(borrower);
  }

  /**
   * Gives the current task's token back; whoever has waited longest gets it, unless there are more
   * borrowed than there should be.
   *
   * @checkpoint never
   * @thread a task of the run
   * @throws IllegalStateException if the current task holds no token; or if called outside a task
   */
  @Override
  public void release() {
    releaseFor(Task.current());
  }

  /**
   * Gives somebody's token back; see {@link #release}.
   *
   * @checkpoint never
   * @thread inside the run
   * @param borrower who holds the token
   * @throws IllegalStateException if {@code borrower} holds no token; or if called outside a run
   */
  @Override
  public void releaseFor(Object borrower) {
    Objects.requireNonNull(borrower, "borrower");
    RunToken.current(); // throws outside a run
    if (!borrowers.remove(borrower)) {
      throw new IllegalStateException(
          borrower + " holds no token of this limiter; acquire one before releasing it");
    }
    grant();
  }

  /**
   * How many tokens there are.
   *
   * @return the total; {@link Integer#MAX_VALUE} if there is no limit
   */
  public int totalTokens() {
    return totalTokens;
  }

  /**
   * Changes how many tokens there are. With more, those who wait are let in at once, in order. With
   * fewer than are borrowed, their holders may finish, and nobody is let in until enough have.
   *
   * @checkpoint never
   * @thread inside the run
   * @param totalTokens the new total, zero or more; {@link Integer#MAX_VALUE} for no limit
   * @throws IllegalArgumentException if negative; nothing changes
   * @throws IllegalStateException if called outside a run
   */
  public void totalTokens(int totalTokens) {
    requireTotal(totalTokens);
    RunToken.current(); // throws outside a run
    this.totalTokens = totalTokens;
    grant();
  }

  /**
   * How many tokens are held.
   *
   * @return the count
   */
  public int borrowedTokens() {
    return borrowers.size();
  }

  /**
   * How many tokens are left.
   *
   * @return total less borrowed, negative if the total was lowered meanwhile; {@link
   *     Integer#MAX_VALUE} if there is no limit
   */
  public int availableTokens() {
    return totalTokens == UNLIMITED ? UNLIMITED : totalTokens - borrowers.size();
  }

  /**
   * The numbers of this moment.
   *
   * @return a snapshot
   */
  public CapacityLimiterStatistics statistics() {
    return new CapacityLimiterStatistics(
        borrowers.size(), totalTokens, List.copyOf(borrowers), waiting.size());
  }

  @Override
  public String toString() {
    String total = totalTokens == UNLIMITED ? "unlimited" : "" + totalTokens;
    return "CapacityLimiter["
        + borrowers.size()
        + " of "
        + total
        + " borrowed, "
        + waiting.size()
        + " waiting]";
  }

  private static int requireTotal(int totalTokens) {
    if (totalTokens < 0) {
      throw new IllegalArgumentException(
          "the total is " + totalTokens + " tokens; it must be zero or more");
    }
    return totalTokens;
  }

  private boolean take(Object borrower) {
    if (borrowers.contains(borrower)) {
      throw holdsOneAlready(borrower);
    }
    return borrowers.size() < totalTokens && borrowers.add(borrower);
  }

  /** As in the others, but it is the borrower's token that goes back if this throws. */
  private void letOthersRun(Object borrower) throws InterruptedException {
    try {
      Checkpoints.cancelShieldedCheckpoint();
    } catch (Throwable failure) {
      releaseFor(borrower);
      throw failure;
    }
  }

  /** Serves those who wait, as long as there are tokens. */
  private void grant() {
    while (borrowers.size() < totalTokens && !waiting.isEmpty()) {
      Object data = waiting.first().orElseThrow().sleepData();
      waiting.unpark(1);
      if (data instanceof Wait wait) {
        wait.refused = !borrowers.add(wait.borrower);
      }
    }
  }

  private static IllegalStateException holdsOneAlready(Object borrower) {
    return new IllegalStateException(
        borrower + " holds a token of this limiter already; nobody can have two");
  }
}
