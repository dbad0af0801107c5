package org.terzetto.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import org.terzetto.lowlevel.RunStatistics;
import org.terzetto.spi.IoBackendProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code terzetto backends}. */
@Command(
    name = "backends",
    description = "Lists the I/O backends, and which of them a run takes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class BackendsCommand implements Callable<Integer> {
  private static final String ROW = "%-8s  %8s  %-6s  %s%n";

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  BackendsCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String chosen = chosen();
    out.printf(ROW, "NAME", "PRIORITY", "CHOSEN", "AVAILABLE");
    for (IoBackendProvider provider : Backends.all()) {
      out.printf(
          ROW,
          provider.name(),
          provider.priority(),
          provider.name().equals(chosen) ? "yes" : "no",
          provider.unavailableBecause().map(why -> "no: " + why).orElse("yes"));
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Asks a run, which knows best. */
  private static String chosen() throws Exception {
    RunOptions options = new BackendOption().runOptions();
    return Terzetto.run(options, () -> RunStatistics.current().backend().backend());
  }
}
