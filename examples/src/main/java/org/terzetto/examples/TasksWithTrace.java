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
    runTraced(System.out);
  }

  static void runTraced(PrintStream out) throws Exception {
    RunOptions options =
        RunOptions.defaults().withMainName("parent").withInstrument(new Tracer(out));
    Terzetto.run(options, TasksIntro::parent);
  }
  // end::main[]
}
