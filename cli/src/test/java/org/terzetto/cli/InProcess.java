package org.terzetto.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What the command says and returns, without a process of its own.
 *
 * @param status the exit status
 * @param out what it printed
 * @param err what it printed on the standard error
 */
record InProcess(int status, String out, String err) {
  static InProcess run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = command.execute(args);
    return new InProcess(status, out.toString(), err.toString());
  }
}
