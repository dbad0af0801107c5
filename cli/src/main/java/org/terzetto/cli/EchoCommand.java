package org.terzetto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.terzetto.RunOptions;
import org.terzetto.Terzetto;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code terzetto echo}. */
@Command(
    name = "echo",
    description = "Sends back what TCP clients send, until Ctrl-C or SIGTERM.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    versionProvider = Version.class)
final class EchoCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(names = "--host", paramLabel = "HOST", description = "Where to listen.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "0 for a free one.")
  private int port = 0;

  @Mixin private BackendOption backend = new BackendOption();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description = "How long connections may go on after the signal; a second one ends them.")
  private Duration grace = Duration.ZERO;

  EchoCommand() {}

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > 65_535) {
      throw new UserMistake("--port " + port + " is out of range; use 1 to 65535, or 0");
    }
    if (host.isBlank()) {
      throw new UserMistake("--host '" + host + "' is blank; use a name or an address");
    }
    PrintWriter out = spec.commandLine().getOut();
    RunOptions options = backend.runOptions();
    EchoServer server = new EchoServer(host, port, grace, out);
    try {
      Terzetto.run(options, server::serve);
    } catch (UnknownHostException e) {
      throw new UserMistake(
          "--host '" + host + "' is not known; use a name or an address of this machine");
    } catch (IOException e) {
      throw new UserMistake(
          "cannot listen on %s:%d: %s; choose another --port (0 for a free one) or --host"
              .formatted(host, port, reason(e)));
    }
    out.println(server.summary());
    return ExitCode.OK;
  }

  /** What the system said, without the address that io puts before it. */
  private static String reason(IOException e) {
    Throwable first = e.getCause() == null ? e : e.getCause();
    return String.valueOf(first.getMessage());
  }
}
