package org.terzetto.benchmarks.micro;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.terzetto.benchmarks.race.Jvm;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Racer;
import org.terzetto.benchmarks.race.Sample;

/** The harness's side of a {@link Worker}. */
final class WorkerProcess implements Racer {
  private final int size;
  private final File errors;
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  WorkerProcess(String contender, String row, int size, List<String> jvmArgs) throws IOException {
    this.size = size;
    errors = File.createTempFile("benchmark-", ".err");
    errors.deleteOnExit();
    process =
        new ProcessBuilder(Jvm.command(jvmArgs, Worker.class, contender, row))
            .redirectError(Redirect.to(errors))
            .start();
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  @Override
  public Sample round() throws IOException {
    orders.write(size + "\n");
    orders.flush();
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith(Worker.ANSWER)) {
      throw new IOException("it answered " + answer + "; " + Jvm.firstLineOf(errors));
    }
    return sample(answer.substring(Worker.ANSWER.length()).split(" "));
  }

  private Sample sample(String[] figures) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    Metric[] metrics = {Metric.TIME, Metric.CPU, Metric.ALLOCATED, Metric.LIVE};
    for (int i = 0; i < metrics.length; i++) {
      long figure = Long.parseLong(figures[i]);
      if (figure >= 0) {
        values.put(metrics[i], (double) figure / size);
      }
    }
    return new Sample(values);
  }

  @Override
  public void close() throws IOException {
    orders.close();
    Jvm.end(process);
  }
}
