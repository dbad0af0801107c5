package org.terzetto.examples;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.terzetto.LoopTime;
import org.terzetto.Nursery;
import org.terzetto.Task;
import org.terzetto.Terzetto;

/** As many sleepers at once, each with a result. */
public final class TenThousandTasks {
  private TenThousandTasks() {}

  // tag::program[]
  static int sleepAndReturn(int number) throws InterruptedException {
    Terzetto.sleep(Duration.ofSeconds(1));
    return number;
  }

  static int sumOfSleepers(int count) throws InterruptedException {
    List<Task<Integer>> sleepers =
        Nursery.call(nursery ->
            IntStream.range(0, count)
                .mapToObj(i -> nursery.startSoon(() -> sleepAndReturn(i)))
                .toList());
    return sleepers.stream().mapToInt(Task::result).sum();
  }

  static void main() throws Exception {
    Terzetto.run(() -> {
      LoopTime began = Terzetto.currentTime();
      IO.println("10,000 tasks sleep one second each");
      IO.println("their results add up to " + sumOfSleepers(10_000));
      IO.println("milliseconds: " + Terzetto.currentTime().since(began).toMillis());
    });
  }
  // end::program[]
}
