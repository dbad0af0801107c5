package org.terzetto.examples;

import java.io.PrintStream;
import java.time.Duration;
import org.terzetto.ExceptionGroup;
import org.terzetto.Nursery;
import org.terzetto.RunOptions;
import org.terzetto.SigintException;
import org.terzetto.Terzetto;
import org.terzetto.io.Sigint;
import org.terzetto.lowlevel.InterruptSource;
import org.terzetto.lowlevel.Tracer;

/** A program to be interrupted from the keyboard, with the trace on. */
public final class CtrlC {
  private CtrlC() {}

  // tag::program[]
  static void parent() throws InterruptedException {
    Nursery.run(nursery -> {
      nursery.startSoon("child1", () -> Terzetto.sleep(Duration.ofHours(1)));
      nursery.startSoon("child2", () -> Terzetto.sleep(Duration.ofHours(1)));
      IO.println("press Ctrl-C");
    });
  }

  static void runTraced(PrintStream out, InterruptSource ctrlC) throws Exception {
    RunOptions options =
        RunOptions.defaults()
            .withMainName("parent")
            .withInstrument(new Tracer(out))
            .withInterrupts(ctrlC);
    try {
      Terzetto.run(options, CtrlC::parent);
    } catch (ExceptionGroup group) {
      IO.println("interrupted: " + group.leaves(SigintException.class));
      throw group;
    }
  }

  static void main() throws Exception {
    runTraced(System.out, new Sigint());
  }
  // end::program[]
}
