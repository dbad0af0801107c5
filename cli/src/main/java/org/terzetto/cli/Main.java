package org.terzetto.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code terzetto} command. */
@Command(
    name = "terzetto",
    description = "Structured concurrency for Java: tasks on one loop.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      EchoCommand.class,
      ExampleCommand.class,
      BackendsCommand.class,
      RunCommand.class
    })
public final class Main implements Runnable {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private Main() {}

  /** Runs the command and exits with its status. */
  static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command, to be given arguments, and streams other than the standard ones. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    Objects.requireNonNull(commandLine.getSubcommands().get("run")).setStopAtPositional(true);
    return commandLine
        .setParameterExceptionHandler(Mistakes::handleParameters)
        .setExecutionExceptionHandler(Mistakes::handleExecution);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
