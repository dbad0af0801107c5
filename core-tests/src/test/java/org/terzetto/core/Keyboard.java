package org.terzetto.core;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.terzetto.RunOptions;
import org.terzetto.lowlevel.InterruptSource;

/** Ctrl-C, pressed by tests. */
final class Keyboard implements InterruptSource {
  private volatile @Nullable BooleanSupplier run;
  private boolean pressedEarly;
  int opened;
  int closed;

  /** Presses as soon as a run listens, which is before its first step. */
  Keyboard pressEarly() {
    pressedEarly = true;
    return this;
  }

  /** By any thread; false if the run does not want to hear of it. */
  boolean press() {
    BooleanSupplier listening = run;
    return listening != null && listening.getAsBoolean();
  }

  RunOptions options() {
    return RunOptions.defaults().withInterrupts(this);
  }

  @Override
  public Runnable open(BooleanSupplier interruptMain) {
    run = interruptMain;
    opened++;
    if (pressedEarly) {
      press();
    }
    return () -> closed++;
  }
}
