package org.terzetto.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user did wrong is told in one line, and ends the command with status 2. */
final class Mistakes {
  private Mistakes() {}

  /** The command line itself is wrong. */
  static int handleParameters(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String message = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    return report(command, message + suggestions(e) + "; see " + nameOf(command) + " --help");
  }

  /** A command failed: by the user's mistake, or by ours, which picocli prints with its stack. */
  static int handleExecution(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    if (e instanceof UserMistake mistake) {
      return report(command, String.valueOf(mistake.getMessage()));
    }
    throw e;
  }

  private static int report(CommandLine command, String message) {
    command.getErr().println("terzetto: " + message.lines().toList().getFirst());
    return ExitCode.USAGE;
  }

  private static String suggestions(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> suggestions = unmatched.getSuggestions();
    return suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)";
  }

  private static String nameOf(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
