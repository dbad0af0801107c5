package org.terzetto.lowlevel;

import java.util.Objects;
import org.terzetto.internal.Kernels;
import org.terzetto.spi.Instrument;

/** Adds and removes instruments in the middle of a run. */
public final class Instruments {
  private Instruments() {}

  /**
   * Adds an instrument behind those already there; one that is there already stays where it is. The
   * event under way is not reported to it.
   *
   * @checkpoint never
   * @thread inside the run
   * @param instrument who is to watch
   * @throws IllegalStateException if called outside a run
   */
  public static void add(Instrument instrument) {
    Kernels.get().addInstrument(Objects.requireNonNull(instrument, "instrument"));
  }

  /**
   * Removes an instrument. The event under way is still reported to it.
   *
   * @checkpoint never
   * @thread inside the run
   * @param instrument who watches
   * @throws java.util.NoSuchElementException if it does not watch this run
   * @throws IllegalStateException if called outside a run
   */
  public static void remove(Instrument instrument) {
    Kernels.get().removeInstrument(Objects.requireNonNull(instrument, "instrument"));
  }
}
