package org.terzetto.benchmarks.servers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import org.terzetto.benchmarks.race.Jvm;

/** A process that is told line by line what to do, and answers line by line. */
final class Attendant implements AutoCloseable {
  private final File errors;
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  Attendant(int core, List<String> command) throws IOException {
    errors = File.createTempFile("benchmark-", ".err");
    errors.deleteOnExit();
    process =
        new ProcessBuilder(Cores.pinned(core, command)).redirectError(Redirect.to(errors)).start();
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  void order(String text) throws IOException {
    orders.write(text + "\n");
    orders.flush();
  }

  /** What follows in a line that has to begin so. */
  String answer(String beginning) throws IOException {
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith(beginning)) {
      throw new IOException("it answered " + answer + "; " + Jvm.firstLineOf(errors));
    }
    return answer.substring(beginning.length()).strip();
  }

  long cpuNanos() throws IOException {
    return Cores.cpuNanos(process);
  }

  @Override
  public void close() throws IOException {
    orders.close();
    Jvm.end(process);
  }
}
