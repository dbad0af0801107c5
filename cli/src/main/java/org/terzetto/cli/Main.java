package org.terzetto.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code terzetto} command. */
@Command(
    name = "terzetto",
    description = "Structured concurrency for Java.",
    mixinStandardHelpOptions = true,
    version = "terzetto 0.1.0-SNAPSHOT")
public final class Main implements Runnable {
  private Main() {}

  /** Runs the command and exits with its status. */
  static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
