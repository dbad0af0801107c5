package org.terzetto.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code terzetto run}. */
@Command(
    name = "run",
    description = {
      "Runs a program of yours on this JVM, with every flag set that Terzetto likes.",
      "Ctrl-C reaches the main task of a run; while that does not answer, another one ends the JVM."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RunCommand implements Callable<Integer> {
  @Mixin private BackendOption backend = new BackendOption();

  @Option(names = "--trace", description = "Print every event of each run on the standard error.")
  private boolean trace;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "A whole number that makes the schedule repeatable.")
  private @Nullable Long seed;

  @ArgGroup(exclusive = true)
  private PathOptions paths = new PathOptions();

  @Parameters(
      index = "0",
      paramLabel = "MAIN",
      description = "A class; with --module-path, MODULE/CLASS.")
  private String main = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGS",
      description = "Handed to the program as they are.")
  private List<String> arguments = List.of();

  RunCommand() {}

  /** Where the program is: one of the two. */
  static final class PathOptions {
    @Option(names = "--module-path", paramLabel = "P", description = "Jars and folders of modules.")
    private @Nullable String modulePath;

    @Option(
        names = "--class-path",
        paramLabel = "P",
        description = "Jars and folders of classes; the current folder unless given.")
    private @Nullable String classPath;

    PathOptions() {}

    UserProgram find(String main) {
      return modulePath != null
          ? UserProgram.onModulePath(modulePath, main)
          : UserProgram.onClassPath(classPath == null ? "." : classPath, main);
    }
  }

  @Override
  public Integer call() throws Exception {
    backend.name().ifPresent(name -> System.setProperty("terzetto.backend", name));
    UserProgram program = paths.find(main);
    if (seed != null) {
      System.setProperty("terzetto.seed", seed.toString());
    }
    if (trace) {
      System.setProperty("terzetto.trace", "true");
    }
    System.setProperty("terzetto.ctrlC", "true");
    return run(program);
  }

  private int run(UserProgram program) throws ReflectiveOperationException {
    try {
      program.run(arguments);
      return ExitCode.OK;
    } catch (InvocationTargetException e) {
      Throwable thrown = Objects.requireNonNull(e.getCause());
      if (Interruption.isAllOf(thrown)) {
        return Interruption.STATUS;
      }
      System.err.print("Exception in thread \"main\" ");
      thrown.printStackTrace();
      return ExitCode.SOFTWARE;
    }
  }
}
