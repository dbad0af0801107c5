package org.terzetto.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.terzetto.ExceptionGroup;
import org.terzetto.SigintException;
import org.terzetto.examples.Examples;
import org.terzetto.examples.Examples.Example;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code terzetto example}. */
@Command(
    name = "example",
    description = "Runs one of the tutorial's programs, or lists them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExampleCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The program to run; all are listed unless given.")
  private @Nullable String name;

  ExampleCommand() {}

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      list(spec.commandLine().getOut());
    } else {
      return run(find(name));
    }
    return ExitCode.OK;
  }

  private static int run(Example example) throws Exception {
    try {
      example.program().run();
      return ExitCode.OK;
    } catch (SigintException | ExceptionGroup e) {
      if (Interruption.isAllOf(e)) {
        return Interruption.STATUS;
      }
      throw e;
    }
  }

  private static void list(PrintWriter out) {
    for (Example example : Examples.all()) {
      out.printf("%-18s  %s%n", example.name(), example.summary());
    }
    out.flush();
  }

  private static Example find(String name) {
    return Examples.all().stream()
        .filter(example -> example.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UserMistake("no example is named '" + name + "'; terzetto example lists them"));
  }
}
