package org.terzetto.benchmarks.micro;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.terzetto.benchmarks.race.Child;
import org.terzetto.benchmarks.race.Jvm;
import org.terzetto.benchmarks.race.Metric;
import org.terzetto.benchmarks.race.Racer;
import org.terzetto.benchmarks.race.Sample;

/** The harness's side of a {@link Worker}. */
final class WorkerProcess implements Racer {
  /** In the order of {@link Probe#line}. */
  private static final List<Metric> METRICS =
      List.of(Metric.TIME, Metric.CPU, Metric.ALLOCATED, Metric.LIVE);

  private final int size;
  private final Child worker;

  WorkerProcess(String contender, String row, int size, List<String> jvmArgs) throws IOException {
    this.size = size;
    worker = new Child("the worker", Jvm.command(jvmArgs, Worker.class, contender, row));
  }

  @Override
  public Sample round() throws IOException {
    worker.order("" + size);
    return sample(worker.answer(Worker.ANSWER).split(" "));
  }

  private Sample sample(String[] figures) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (int i = 0; i < figures.length; i++) {
      values.put(METRICS.get(i), Double.parseDouble(figures[i]) / size);
    }
    return new Sample(values);
  }

  @Override
  public void close() throws IOException {
    worker.close();
  }
}
