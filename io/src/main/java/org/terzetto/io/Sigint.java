package org.terzetto.io;

import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.function.BooleanSupplier;
import org.terzetto.lowlevel.InterruptSource;

/**
 * Ctrl-C, for a program that wants to clean up: its main task gets a {@link
 * org.terzetto.SigintException}.
 *
 * {@snippet :
 * Terzetto.run(RunOptions.defaults().withInterrupts(new Sigint()), Program::mainTask);
 * }
 *
 * <p>A handler that the program has installed itself is respected, as is a shell's wish that Ctrl-C
 * be ignored: then a run takes nothing over. Pressing Ctrl-C again while main has not answered the
 * last one ends the process as ever.
 *
 * <p>Thread safety: safe for all threads.
 */
@ServiceProvider(InterruptSource.class)
public final class Sigint implements InterruptSource {
  /** A source of interruptions by Ctrl-C. */
  public Sigint() {}

  @Override
  public Runnable open(BooleanSupplier interruptMain) {
    return Signals.canReceive("INT") ? new Watch(interruptMain) : () -> {};
  }

  /** One run's hold on the signal; run to let it go. */
  private static final class Watch implements Runnable {
    private final OsSignal signal = new OsSignal("INT");
    private final BooleanSupplier interruptMain;
    private final OsSignal.Taken taken;

    // Guarded by this.
    private boolean over;

    Watch(BooleanSupplier interruptMain) {
      this.interruptMain = interruptMain;
      synchronized (this) { // whoever arrives before it is clear whose signal it is, waits
        this.taken = signal.handle(this::arrived);
        if (!taken.wasDefault()) {
          run();
        }
      }
    }

    private synchronized void arrived() {
      if (over || !interruptMain.getAsBoolean()) {
        run();
        signal.raise();
      }
    }

    @Override
    public synchronized void run() {
      if (!over) {
        over = true;
        taken.giveBack();
      }
    }
  }
}
