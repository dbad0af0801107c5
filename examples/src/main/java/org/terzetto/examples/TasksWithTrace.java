package org.terzetto.examples;

import java.io.PrintStream;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.Tracer;

/** The program of {@link TasksIntro}, watched by a tracer. */
public final class TasksWithTrace {
  private TasksWithTrace() {}

  // tag::main[]
  static void main() throws Exception {
    runTraced(RunOptions.defaults(), System.out);
  }

  static void runTraced(RunOptions options, PrintStream out) throws Exception {
    Terzetto.run(
        options.withMainName("parent").withInstrument(new Tracer(out)), TasksIntro::parent);
  }
  // end::main[]
}
