package org.terzetto.lowlevel;

import java.util.function.BooleanSupplier;

/**
 * Where a run learns that its user wants it to end: from Ctrl-C, mostly. A run takes over no signal
 * unless it is given such a source.
 *
 * <p>Thread safety: an implementation may be given to several runs at a time.
 */
@FunctionalInterface
public interface InterruptSource {
  /**
   * Begins to watch, for one run; called once, before the run's first step.
   *
   * @param interruptMain makes the main task throw {@link org.terzetto.SigintException} at its next
   *     checkpoint; may be called by any thread. False if that will not happen, because main has
   *     not answered the last one yet or the run is over: then the source should do what would have
   *     been done without the run
   * @return ends the watch, and gives back what was taken over; called once, when the last task has
   *     ended
   */
  Runnable open(BooleanSupplier interruptMain);
}
