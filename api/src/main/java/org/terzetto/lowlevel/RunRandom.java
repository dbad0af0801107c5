package org.terzetto.lowlevel;

import java.util.random.RandomGenerator;
import org.terzetto.internal.Kernels;

/** Random numbers that a run with a seed repeats, as it repeats its schedule. */
public final class RunRandom {
  private RunRandom() {}

  /**
   * The random numbers of the current run, for jitter and the like; not for secrets. They are not
   * those that shuffle the batches.
   *
   * @checkpoint never
   * @thread inside the run
   * @return the generator, always the same object; belongs to the run
   * @throws IllegalStateException if called outside a run
   */
  public static RandomGenerator current() {
    return Kernels.get().random();
  }
}
