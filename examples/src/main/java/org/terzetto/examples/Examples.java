package org.terzetto.examples;

import java.util.List;

/** The list of the programs in this package, in the order in which the tutorial tells of them. */
public final class Examples {
  private Examples() {}

  /** What starts a program. */
  @FunctionalInterface
  public interface Program {
    /**
     * Runs the program to its end, on the calling thread.
     *
     * @throws Exception what the program throws
     */
    void run() throws Exception;
  }

  /**
   * One program.
   *
   * @param name its class, in lower case with hyphens
   * @param summary one line
   * @param program what starts it
   */
  public record Example(String name, String summary, Program program) {}

  /**
   * All programs.
   *
   * @return the list
   */
  public static List<Example> all() {
    return List.of(
        new Example("first-program", "two counters and a time limit", FirstProgram::main),
        new Example("double-sleep", "a function that suspends, and its caller", DoubleSleep::main),
        new Example("tasks-intro", "two children in one nursery", TasksIntro::main),
        new Example("tasks-with-trace", "the same, watched by a tracer", TasksWithTrace::main),
        new Example("blocking-variant", "code that blocks its thread", BlockingVariant::main),
        new Example("ten-thousand-tasks", "as many sleepers at once", TenThousandTasks::main),
        new Example("low-level-echo", "a server on bare JDK channels", LowLevelEcho::main),
        new Example("high-level-echo", "the same server on streams", HighLevelEcho::main),
        new Example("errors-in-tasks", "two failures at once", ErrorsInTasks::main),
        new Example("timeouts", "a counter that has to stop", Timeouts::main),
        new Example("ctrl-c", "a program to be interrupted from the keyboard", CtrlC::main),
        new Example(
            "guest-of-executor", "a run beside an executor's own work", GuestOfExecutor::main));
  }
}
